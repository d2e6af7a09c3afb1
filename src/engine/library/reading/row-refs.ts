/** Which records a search has found, in their order: four bytes each, however long the recording is. */
import type { LaneName } from '../../../shared/records.ts';

export interface RowRef {
  readonly lane: LaneName;
  readonly record: number;
}

/** Found records that are kept: 128 MiB of memory. */
const MOST = 32 * 1024 * 1024;
const CHUNK = 64 * 1024;
/** Lane b; the rest is the number of the record. */
const LANE_B = 0x8000_0000;

export class RowRefs {
  readonly #chunks: Uint32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** False when there are too many already. */
  add({ lane, record }: RowRef): boolean {
    if (this.#length >= MOST || record >= LANE_B) return false;
    const chunk = Math.floor(this.#length / CHUNK);
    const cells = (this.#chunks[chunk] ??= new Uint32Array(CHUNK));
    cells[this.#length % CHUNK] = lane === 'b' ? record + LANE_B : record;
    this.#length += 1;
    return true;
  }

  at(place: number): RowRef | null {
    if (place < 0 || place >= this.#length) return null;
    const cell = this.#chunks[Math.floor(place / CHUNK)]?.[place % CHUNK] ?? 0;
    return cell >= LANE_B ? { lane: 'b', record: cell - LANE_B } : { lane: 'a', record: cell };
  }

  slice(from: number, to: number): RowRef[] {
    const refs: RowRef[] = [];
    for (let place = from; place < to; place += 1) {
      const ref = this.at(place);
      if (ref !== null) refs.push(ref);
    }
    return refs;
  }
}
