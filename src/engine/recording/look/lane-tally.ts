/**
 * Who sent how much when, over all segments of a lane. Segments that are closed are added up once, from
 * their indexes; the one that is being written is counted on as it grows.
 */
import { compileFilter } from '../reader/filter.ts';
import { LaneSegments } from '../reader/lane-segments.ts';
import { StepCounts } from './step-counts.ts';

export class LaneTally {
  readonly #segments: LaneSegments;
  readonly #closed = new StepCounts();
  readonly #added = new Set<string>();

  /** @param folder That of the lane. */
  constructor(folder: string) {
    this.#segments = new LaneSegments(folder);
  }

  /** @throws what the file system says */
  async counts(): Promise<StepCounts> {
    const files = await this.#segments.list(compileFilter({}));
    const last = files.at(-1);
    for (const file of files) {
      if (file === last || this.#added.has(file)) continue;
      this.#closed.addTally(await this.#segments.indexed(file).index());
      this.#added.add(file);
    }
    const all = this.#closed.copy();
    if (last !== undefined) all.addTally(await this.#segments.indexed(last).index());
    return all;
  }
}
