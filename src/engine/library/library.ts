/**
 * All recordings, for the window: listed, found, opened and searched inside. The work is done in a thread
 * of its own (worker.ts); what the state file knows of them is added here.
 */
import { RecorderError } from '../../shared/errors.ts';
import type { LibraryChoices, LibraryPage, LibraryQuery } from '../../shared/ipc/library.ts';
import type { ReadFilter, ReadingView, ReadRows } from '../../shared/ipc/reading.ts';
import type { WindowUploadSummary } from '../../shared/ipc/recordings.ts';
import type { StoredFile } from '../recording/receipt-html.ts';
import type { Manifest } from '../recording/manifest.ts';
import { nameOf, type LibraryEntry } from './entry.ts';
import type { DeletedManifest } from './catalogue.ts';
import { LibraryThread } from './library-thread.ts';
import type { Uploaded } from './protocol.ts';
import type { UploadStanding } from '../state/upload-summaries.ts';

/** What the state file knows of recordings. */
export interface RecordingFacts {
  /** Recordings whose local data was deleted: the id, and what changes when that happens anew. */
  deleted(): readonly { readonly recordingId: string; readonly at: number }[];
  deletedManifest(recordingId: string): DeletedManifest | null;
  /** Each file in each of its destinations. */
  storedFiles(recordingId: string): readonly StoredFile[];
  uploadSummaries(recordingIds: readonly string[]): ReadonlyMap<string, WindowUploadSummary>;
  uploadedRecordings(which: UploadStanding): readonly string[];
}

export interface LibraryOptions {
  /** The built thread. */
  readonly entry: URL;
  readonly dataFolder: string;
  readonly facts: RecordingFacts;
  /** The list is another one now. */
  readonly onChanged: () => void;
  readonly onReading: (view: ReadingView) => void;
}

const noUploads: WindowUploadSummary = {
  ...{ files: 0, verified: 0, failed: 0, cancelled: 0, renamed: 0 },
};

export class Library {
  readonly #facts: RecordingFacts;
  readonly #thread: LibraryThread;
  #told = new Set<string>();
  #toldTo = 0;
  #nextReading = 1;

  constructor(options: LibraryOptions) {
    this.#facts = options.facts;
    this.#thread = new LibraryThread(options);
  }

  /** Looks at the folders again; `onChanged` tells what came of it. */
  async refresh(): Promise<void> {
    const deleted = this.#facts.deleted();
    if (!this.#thread.isRunning || this.#toldTo !== this.#thread.generation) this.#told = new Set();
    const fresh = deleted.filter((one) => !this.#told.has(keyOf(one)));
    const asked = this.#thread.ask({
      do: 'refresh',
      deleted: deleted.map(({ recordingId }) => recordingId),
      fresh: fresh.flatMap(({ recordingId }) => this.#facts.deletedManifest(recordingId) ?? []),
    });
    this.#toldTo = this.#thread.generation;
    for (const one of fresh) this.#told.add(keyOf(one));
    await asked;
  }

  async page({ filter, offset, limit }: LibraryQuery): Promise<LibraryPage> {
    this.#begin();
    const uploaded = this.#uploaded(filter.upload);
    const found = await this.#thread.ask({ do: 'page', filter, uploaded, offset, limit });
    const { total, all, entries, progress } = found;
    const ids = entries.map(({ recordingId }) => recordingId);
    const summaries = this.#facts.uploadSummaries(ids);
    const rows = entries.map((entry) => {
      const { files } = entry;
      const uploads = summaries.get(entry.recordingId) ?? noUploads;
      // A file that is not in the ledger yet is not verified.
      return {
        ...rowOf(entry),
        uploads: { ...uploads, files: uploads.files === 0 ? 0 : Math.max(uploads.files, files) },
      };
    });
    return { total, all, rows, progress };
  }

  choices(): Promise<LibraryChoices> {
    this.#begin();
    return this.#thread.ask({ do: 'choices' });
  }

  /** @throws RecorderError `usage` when there is no such recording */
  async entry(recordingId: string): Promise<LibraryEntry> {
    this.#begin();
    const known = await this.#thread.ask({ do: 'entry', recordingId });
    if (known !== null) return known;
    await this.refresh();
    const found = await this.#thread.ask({ do: 'entry', recordingId });
    if (found !== null) return found;
    throw new RecorderError('usage', 'There is no such recording in this data folder.');
  }

  /** That of a local recording, as it is now. @throws RecorderError `recording-damaged` */
  manifest(folder: string): Promise<Manifest> {
    return this.#thread.ask({ do: 'manifest', folder });
  }

  /** Begins to read a recording; `onReading` tells how far it is. @returns The reading's id */
  async openReading(folder: string, filter: ReadFilter): Promise<number> {
    const readingId = this.#nextReading;
    this.#nextReading += 1;
    await this.#thread.ask({ do: 'open-reading', readingId, folder, filter });
    return readingId;
  }

  rows(readingId: number, offset: number, limit: number): Promise<ReadRows> {
    return this.#thread.ask({ do: 'rows', readingId, offset, limit });
  }

  /** The first row at that time or later. @param arrival Nanoseconds since 1970, decimal. */
  rowAt(readingId: number, arrival: string): Promise<number> {
    return this.#thread.ask({ do: 'row-at', readingId, arrival });
  }

  /** Ends its search; what is found stays. */
  stopReading(readingId: number): Promise<void> {
    return this.#thread.ask({ do: 'stop-reading', readingId });
  }

  closeReading(readingId: number): Promise<void> {
    return this.#thread.ask({ do: 'close-reading', readingId });
  }

  stop(): Promise<void> {
    return this.#thread.stop();
  }

  /** A thread that knows nothing yet, because it is the first one or the last one died, is told to look. */
  #begin(): void {
    if (!this.#thread.isRunning) this.refresh().catch(() => undefined);
  }

  #uploaded(choice: LibraryQuery['filter']['upload']): Uploaded {
    switch (choice) {
      case null:
      case 'elsewhere':
        return null;
      case 'none':
        return { only: false, ids: [...this.#facts.uploadedRecordings('known')] };
      case 'verified':
      case 'open':
      case 'failed':
        return { only: true, ids: [...this.#facts.uploadedRecordings(choice)] };
    }
  }
}

const keyOf = (one: { readonly recordingId: string; readonly at: number }): string =>
  `${one.recordingId} ${one.at}`;

function rowOf(entry: LibraryEntry): Omit<LibraryPage['rows'][number], 'uploads'> {
  const { recordingId, status, isLocal, projectName, startedAt, endedAt } = entry;
  const { messages, bytes, gaps, senders } = entry;
  return {
    ...{ recordingId, status, isLocal, projectName, startedAt, endedAt },
    ...{ messages, bytes, gaps, senders },
    name: nameOf(entry),
  };
}
