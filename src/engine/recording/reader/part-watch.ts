/**
 * What is missing from a lane that is read in parts, by several threads: each part is watched by itself, and
 * what only shows where two of them meet is found when they are put together. It counts what `MissingWatch`
 * reports when one reader sees all.
 */
import { z } from 'zod';
import type { LineWitness } from './block-lines.ts';

/** What one part said. */
export const partSeenSchema = z.object({
  /** Number of its first record and of its last one; null when it has none. */
  first: z.number().nullable(),
  last: z.number().nullable(),
  /** Lines before the first record that cannot be read, of the same segment. */
  unreadableBefore: z.number(),
  /** The same after the last record. */
  unreadableAfter: z.number(),
  /** Whether a segment ended before the first record. */
  leftFirst: z.boolean(),
  /** How many times something was missing within it. */
  missing: z.number(),
});
export type PartSeen = z.infer<typeof partSeenSchema>;

/** Watches one part, which is a run of segments, the first and last of which may be there in part. */
export class PartWatch implements LineWitness {
  #first: number | null = null;
  #last: number | null = null;
  #before = 0;
  #unreadable = 0;
  #leftFirst = false;
  #missing = 0;
  /** Where the last valid line ends. */
  #end = 0;

  /** @param from Offset in the segment where reading begins. */
  enter(from: number): void {
    this.#end = from;
  }

  valid(record: number, _bytes: Buffer, _start: number, _stop: number, end: number): void {
    this.#end = end;
    if (this.#last === null) {
      this.#first = record;
      this.#before = this.#unreadable;
    } else if (record !== this.#last + 1 || this.#unreadable > 0) this.#missing += 1;
    this.#unreadable = 0;
    this.#last = record;
  }

  unreadable(): void {
    this.#unreadable += 1;
  }

  /** The segment is read to its end, not only to the part's. */
  leave(size: number): void {
    this.#unreadable = 0;
    if (this.#end < size) this.#missing += 1;
    if (this.#first === null) this.#leftFirst = true;
  }

  seen(): PartSeen {
    return {
      first: this.#first,
      last: this.#last,
      unreadableBefore: this.#before,
      unreadableAfter: this.#unreadable,
      leftFirst: this.#leftFirst,
      missing: this.#missing,
    };
  }
}

/** Puts the parts of a lane together, in their order. */
export class PartsSeen {
  /** How many times something was missing so far. */
  missing = 0;
  #last = 0;
  #unreadable = 0;

  add(part: PartSeen): void {
    this.missing += part.missing;
    // What cannot be read at the end of a segment was told as its tail.
    if (part.leftFirst) this.#unreadable = 0;
    if (part.first === null || part.last === null) {
      this.#unreadable += part.unreadableAfter;
      return;
    }
    const unreadable = this.#unreadable + part.unreadableBefore;
    if (part.first !== this.#last + 1 || unreadable > 0) this.missing += 1;
    this.#last = part.last;
    this.#unreadable = part.unreadableAfter;
  }
}
