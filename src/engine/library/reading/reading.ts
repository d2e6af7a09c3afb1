/**
 * A recording as a list of rows, read from its files. All of one lane needs no search: row n is record n.
 * Two lanes, or a filter: the recording is gone through once, what fits is remembered by number, and rows
 * can be read while the search goes on.
 */
import { viewOfError, type ErrorView } from '../../../shared/errors.ts';
import type { ReadFilter, ReadingView, ReadRows } from '../../../shared/ipc/reading.ts';
import { RecordingReader, type MergedFilter } from '../../recording/reader/recording-reader.ts';
import { segmentBytesOf } from '../../recording/segment-bytes.ts';
import { fetchRows } from './fetch-rows.ts';
import { RowRefs, type RowRef } from './row-refs.ts';

/** Between two reports of a search, once it has found something. */
const REPORT_MS = 100;
/** A recording that grows is asked for its end at most so often. */
const END_MS = 1000;

export class Reading {
  readonly #id: number;
  readonly #filter: MergedFilter;
  readonly #report: (view: ReadingView) => void;
  /** One for the search and one for rows: each goes through the files in its own time. */
  readonly #searcher: RecordingReader;
  readonly #reader: RecordingReader;
  readonly #folder: string;
  readonly #stop = new AbortController();
  /** Null: row n is record n of the only lane. */
  readonly #refs: RowRefs | null;
  #rows = 0;
  #state: ReadingView['state'] = 'searching';
  #bytes = 0;
  #totalBytes = 0;
  #error: ErrorView | null = null;
  #reportedAt = 0;
  #endSeenAt = 0;
  /** Rows are read one answer after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(id: number, folder: string, filter: ReadFilter, report: (view: ReadingView) => void) {
    this.#id = id;
    this.#folder = folder;
    this.#report = report;
    this.#filter = recordFilter(filter);
    this.#searcher = new RecordingReader(folder);
    this.#reader = new RecordingReader(folder);
    const isAll = Object.keys(this.#filter).length === 0 && !this.#reader.redundant;
    this.#refs = isAll ? null : new RowRefs();
  }

  view(): ReadingView {
    return {
      readingId: this.#id,
      rows: this.#refs?.length ?? this.#rows,
      state: this.#state,
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
      error: this.#error,
    };
  }

  /** Finds what is to be shown; never rejects: the view says how it ended. */
  async search(): Promise<void> {
    try {
      this.#totalBytes = await segmentBytesOf(this.#folder);
      const isWhole = this.#refs === null ? await this.#seeEnd() : await this.#collect(this.#refs);
      this.#state = isWhole ? 'done' : 'stopped';
      if (isWhole) this.#bytes = this.#totalBytes;
    } catch (thrown) {
      if (this.#stop.signal.aborted) this.#state = 'stopped';
      else {
        this.#state = 'failed';
        this.#error = viewOfError(thrown);
      }
    }
    this.#report(this.view());
  }

  /** What is found so far stays. */
  stop(): void {
    this.#stop.abort();
  }

  /** @throws what the file system says */
  rows(offset: number, limit: number): Promise<ReadRows> {
    return this.#inTurn(async () => {
      if (this.#refs !== null) {
        const refs = this.#refs.slice(offset, offset + limit);
        return { total: this.#refs.length, rows: await fetchRows(this.#reader, refs) };
      }
      await this.#seeEnd();
      const count = Math.max(0, Math.min(limit, this.#rows - offset));
      const refs = Array.from({ length: count }, (_, place): RowRef => {
        return { lane: 'a', record: offset + place + 1 };
      });
      return { total: this.#rows, rows: await fetchRows(this.#reader, refs) };
    });
  }

  /**
   * The first row that arrived at that time or later; the last one when there is none. A clock that was
   * set back while it was recorded makes it one of several.
   * @param arrival Nanoseconds since 1970. @throws what the file system says
   */
  rowAt(arrival: bigint): Promise<number> {
    return this.#inTurn(async () => {
      const refs = this.#refs;
      if (refs === null) {
        for await (const { record } of this.#reader.read({ from: arrival })) {
          return record.record - 1;
        }
        return Math.max(0, this.#rows - 1);
      }
      let low = 0;
      let high = refs.length;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        const ref = refs.at(middle);
        const [row] = ref === null ? [] : await fetchRows(this.#reader, [ref]);
        if (BigInt(row?.arrival ?? '0') < arrival) low = middle + 1;
        else high = middle;
      }
      return Math.max(0, Math.min(low, refs.length - 1));
    });
  }

  /** @returns Whether everything was gone through. */
  async #collect(refs: RowRefs): Promise<boolean> {
    const onBytes = (bytes: number): void => {
      this.#bytes += bytes;
      this.#tellNowAndThen();
    };
    const options = { signal: this.#stop.signal, onBytes };
    for await (const { lane, record } of this.#searcher.read(this.#filter, options)) {
      if (!refs.add({ lane, record: record.record })) return false;
      if (refs.length === 1) this.#tell();
    }
    return true;
  }

  /** The number of the last record is the number of rows. */
  async #seeEnd(): Promise<boolean> {
    const now = Date.now();
    if (now - this.#endSeenAt < END_MS) return true;
    this.#endSeenAt = now;
    for await (const { record } of this.#reader.read({}, { direction: 'backward' })) {
      this.#rows = Math.max(this.#rows, record.record);
      break;
    }
    return true;
  }

  #tellNowAndThen(): void {
    if (Date.now() - this.#reportedAt >= REPORT_MS) this.#tell();
  }

  #tell(): void {
    this.#reportedAt = Date.now();
    this.#report(this.view());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

function recordFilter({ text, participant, topic, kinds }: ReadFilter): MergedFilter {
  return {
    ...(text === '' ? {} : { text }),
    ...(participant === null ? {} : { participants: [participant] }),
    ...(topic === null ? {} : { topics: [topic] }),
    ...(kinds === null ? {} : { kinds }),
  };
}
