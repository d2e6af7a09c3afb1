/** How a large file is cut into parts. Sizes in bytes. */

const MIB = 1024 * 1024;
/** S3's own limits. */
const MAX_PARTS = 10_000;

export interface PartSizes {
  /** From this size on a file goes up in parts. */
  readonly threshold: number;
  /** The size of a part, as long as a file then has no more than 10,000; S3 wants at least 5 MiB. */
  readonly part: number;
  /** Parts of one file that are on their way at the same time. */
  readonly parallel: number;
  /** Before a part is sent a second time, in milliseconds; twice as long before the third. */
  readonly pauseMs: number;
}

/** reliability.md §4: 16 MiB × 4 is as fast as s5cmd where 5 MiB × 4 is not. */
export const defaultPartSizes: PartSizes = {
  threshold: 32 * MIB,
  part: 16 * MIB,
  parallel: 4,
  pauseMs: 500,
};

/** A part: its number (from 1) and its bytes, `end` exclusive. */
export interface Part {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** The size of each part but the last. It follows from the file's size alone, so that it can be found again. */
export function partSizeFor(size: number, wanted: number): number {
  const least = Math.ceil(size / MAX_PARTS);
  return least <= wanted ? wanted : Math.ceil(least / MIB) * MIB;
}

/** All parts of a file of at least one byte. */
export function planParts(size: number, partSize: number): readonly Part[] {
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
    number: index + 1,
    start: index * partSize,
    end: Math.min(size, (index + 1) * partSize),
  }));
}
