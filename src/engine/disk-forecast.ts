/**
 * When the disk of the recordings will be full, from what it lost in the last minutes, whoever filled
 * it. Warns early: a full disk ends recordings (ux.md §2, point 9).
 */
import type { DiskView } from '../shared/disk-view.ts';
import { Series } from '../shared/series.ts';
import type { DiskSpace } from './disk.ts';

const WINDOW_MS = 10 * 60_000;
const SPACING_MS = 5_000;
/** No forecast from less. */
const LEAST_MS = 30_000;
/** A disk that is full in a month is no news. */
const HORIZON_MS = 30 * 24 * 3_600_000;
const EARLY_MS = 24 * 3_600_000;
const URGENT_MS = 3_600_000;
/** Less than this part of the disk free is worth a warning, however slowly it fills. */
const LOW_PART = 0.05;

export interface DiskLimits {
  /** With less left recordings stop. */
  readonly reserveBytes: number;
  /** With less left none begins. */
  readonly bytesToBegin: number;
}

/** Bytes that will be freed at a time, unix milliseconds. */
export interface PlannedDeletion {
  readonly at: number;
  readonly bytes: number;
}

export class DiskForecast {
  readonly #limits: DiskLimits;
  readonly #free = new Series(WINDOW_MS, SPACING_MS);

  constructor(limits: DiskLimits) {
    this.#limits = limits;
  }

  /** One look at the disk. @param now Unix milliseconds. @param planned What will be deleted, if known. */
  add(space: DiskSpace, now: number, planned: readonly PlannedDeletion[] = []): DiskView {
    this.#free.add({ at: now, value: space.freeBytes });
    const slope = this.#free.slope(LEAST_MS) ?? 0;
    const bytesPerSecond = slope < 0 ? -slope : 0;
    const left = Math.max(0, space.freeBytes - this.#limits.reserveBytes);
    const inMs = timeUntilFull(left, bytesPerSecond, now, planned);
    return {
      freeBytes: space.freeBytes,
      totalBytes: space.totalBytes,
      bytesPerSecond,
      fullAt: inMs > HORIZON_MS ? null : now + inMs,
      level: this.#level(space, inMs),
      plannedBytes: planned.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  #level({ freeBytes, totalBytes }: DiskSpace, inMs: number): DiskView['level'] {
    if (freeBytes < this.#limits.bytesToBegin || inMs < URGENT_MS) return 'urgent';
    return freeBytes < totalBytes * LOW_PART || inMs < EARLY_MS ? 'early' : 'fine';
  }
}

/** Milliseconds until so many bytes are used up, with what is freed before that. */
function timeUntilFull(
  left: number,
  bytesPerSecond: number,
  now: number,
  planned: readonly PlannedDeletion[],
): number {
  if (bytesPerSecond === 0) return Infinity;
  let bytes = left;
  for (const deletion of [...planned].sort((a, b) => a.at - b.at)) {
    if (now + (bytes / bytesPerSecond) * 1000 < deletion.at) break;
    bytes += deletion.bytes;
  }
  return (bytes / bytesPerSecond) * 1000;
}
