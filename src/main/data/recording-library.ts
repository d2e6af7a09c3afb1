/** The library of the running engine: made anew when the engine is, and asked by the window. */
import type { Engine } from '../../engine/engine.ts';
import { Library } from '../../engine/library/library.ts';
import { nameOf, type LibraryEntry } from '../../engine/library/entry.ts';
import { parseManifest, type Manifest } from '../../engine/recording/manifest.ts';
import { receiptHtml } from '../../engine/recording/receipt-html.ts';
import { RecorderError } from '../../shared/errors.ts';
import type { ReadingView } from '../../shared/ipc/reading.ts';
import type { WindowRecording } from '../../shared/ipc/recordings.ts';
import { fileNameOf } from './file-name.ts';
import { recordingView } from './recording-views.ts';

export interface RecordingLibraryOptions {
  /** @throws RecorderError while the recorder does not run */
  readonly engine: () => Engine;
  /** The built thread of the library. */
  readonly entry: URL;
  readonly onChanged: () => void;
  readonly onReading: (view: ReadingView) => void;
}

export class RecordingLibrary {
  readonly #options: RecordingLibraryOptions;
  #current: { readonly engine: Engine; readonly library: Library } | null = null;

  constructor(options: RecordingLibraryOptions) {
    this.#options = options;
  }

  /** @throws RecorderError while the recorder does not run */
  get library(): Library {
    const engine = this.#options.engine();
    if (this.#current?.engine === engine) return this.#current.library;
    void this.#current?.library.stop();
    const { dataFolder, recordingFacts: facts } = engine;
    const library = new Library({ ...this.#options, dataFolder, facts });
    this.#current = { engine, library };
    return library;
  }

  /** @throws RecorderError `usage` when there is no such recording, `recording-damaged` */
  async view(recordingId: string): Promise<WindowRecording> {
    const entry = await this.library.entry(recordingId);
    const states = this.#options.engine().uploading.fileStates(recordingId);
    return recordingView(entry, await this.manifestOf(entry), states);
  }

  /** @throws RecorderError `recording-damaged` */
  async manifestOf({ recordingId, folder, isLocal }: LibraryEntry): Promise<Manifest> {
    if (isLocal) return this.library.manifest(folder);
    const kept = this.#options.engine().recordingFacts.deletedManifest(recordingId);
    if (kept !== null) return parseManifest(kept.manifest, folder);
    throw new RecorderError('usage', 'There is no such recording any more.');
  }

  /** @throws RecorderError `usage` when there is no such recording, or none on this disk */
  async localFolderOf(recordingId: string): Promise<string> {
    const open = this.#options
      .engine()
      .snapshot()
      .sessions.find((session) => session.recordingId === recordingId);
    if (typeof open?.folder === 'string') return open.folder;
    const { folder, isLocal } = await this.library.entry(recordingId);
    if (isLocal) return folder;
    throw new RecorderError(
      'usage',
      'This recording is not on this computer any more. Bring it back first.',
    );
  }

  /** The receipt as an HTML file, and what that may be called. @throws as `view` */
  async receipt(recordingId: string): Promise<{ readonly name: string; readonly text: string }> {
    const entry = await this.library.entry(recordingId);
    const manifest = await this.manifestOf(entry);
    const text = receiptHtml({
      ...{ manifest, folder: entry.folder, writtenAt: new Date() },
      stored: this.#options.engine().recordingFacts.storedFiles(recordingId),
    });
    const day = manifest.startedAt.slice(0, 10);
    return { name: fileNameOf(`${day} ${nameOf(entry)} receipt`), text };
  }

  async stop(): Promise<void> {
    await this.#current?.library.stop();
    this.#current = null;
  }
}
