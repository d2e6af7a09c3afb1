/** The segments of a lane with their heads and indexes, remembered between reads. Bounded. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listSegments } from '../scan.ts';
import { END_OF_TIME_MICROS, type CompiledFilter } from './filter.ts';
import { IndexedSegment, loadBounds } from './index/store.ts';
import { readSegmentHead, type SegmentHead } from './segment-head.ts';

/** Indexes kept in memory: about 60 kB each. */
const MOST_INDEXES = 64;

interface Bounds {
  readonly size: number;
  readonly earliest: number;
  readonly latest: number;
}

export class LaneSegments {
  readonly folder: string;
  readonly #heads = new Map<string, SegmentHead>();
  readonly #bounds = new Map<string, Bounds>();
  readonly #indexed = new Map<string, IndexedSegment>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The segments in which records of the filter's numbers may be, ascending. */
  async list(filter: CompiledFilter): Promise<string[]> {
    const files = await listSegments(this.folder);
    const heads = await Promise.all(files.map((file) => this.head(file)));
    const starts = heads.map(({ firstRecord }) => firstRecord);
    return files.filter((_, place) => {
      const first = starts[place] ?? null;
      if (first !== null && first > filter.lastRecord) return false;
      // A segment whose first line is damaged says nothing about the one before it.
      const next = starts[place + 1] ?? null;
      return next === null || next > filter.firstRecord;
    });
  }

  async head(file: string): Promise<SegmentHead> {
    const known = this.#heads.get(file);
    if (known !== undefined) return known;
    const head = await readSegmentHead(join(this.folder, file));
    // An empty file is being begun: ask again.
    if (head.firstRecord !== null) this.#heads.set(file, head);
    return head;
  }

  /** False when its index, or an earlier look at it, says that nothing in it arrived in that time. */
  async mayArrive(file: string, filter: CompiledFilter): Promise<boolean> {
    if (filter.fromMicros === 0 && filter.toMicros >= END_OF_TIME_MICROS) return true;
    const bounds = this.#bounds.get(file) ?? (await loadBounds(this.folder, file));
    if (bounds === null) return true;
    this.#bounds.set(file, bounds);
    if (bounds.latest >= filter.fromMicros && bounds.earliest <= filter.toMicros) return true;
    return (await stat(join(this.folder, file))).size !== bounds.size;
  }

  indexed(file: string): IndexedSegment {
    const known = this.#indexed.get(file) ?? new IndexedSegment(this.folder, file);
    this.#indexed.delete(file);
    this.#indexed.set(file, known);
    for (const oldest of this.#indexed.keys()) {
      if (this.#indexed.size <= MOST_INDEXES) break;
      this.#indexed.delete(oldest);
    }
    return known;
  }

  remember(file: string, { size, earliest, latest }: Bounds): void {
    this.#bounds.set(file, { size, earliest, latest });
  }
}
