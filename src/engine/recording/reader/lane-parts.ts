/** Cuts a lane into parts that several threads can read, each whole lines. */
import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { NEWLINE } from '../lines.ts';
import { DataLine } from '../scan/data-line.ts';
import { visitLines, type BlockVisitor } from './block-lines.ts';
import { compileFilter, type CompiledFilter, type RecordFilter } from './filter.ts';
import type { LaneSegments } from './lane-segments.ts';
import { lineWindows, WindowBuffers } from './line-windows.ts';
import type { PartWatch } from './part-watch.ts';

/** A range of bytes of one segment. */
export const segmentRangeSchema = z.object({
  path: z.string(),
  /** Of the segment's format. */
  version: z.number(),
  /** Where its first line begins. */
  from: z.number(),
  /** Behind its last newline, or where the segment ended when it was looked at. */
  to: z.number(),
  /** Whether the segment ends with it. */
  isLast: z.boolean(),
});
export type SegmentRange = z.infer<typeof segmentRangeSchema>;

/** Where a line ends is looked for in pieces of so many bytes. */
const LOOK_BYTES = 16 * 1024;

/**
 * The parts of a lane in order: each about so many bytes, from one segment or from several small ones.
 * @throws what the file system says
 */
export async function* laneParts(
  segments: LaneSegments,
  bytes: number,
): AsyncGenerator<readonly SegmentRange[], void, undefined> {
  let part: SegmentRange[] = [];
  let gathered = 0;
  for (const name of await segments.list(compileFilter({}))) {
    const path = join(segments.folder, name);
    const { version } = await segments.head(name);
    const { size } = await stat(path);
    for (let from = 0; from < size;) {
      const wanted = from + bytes - gathered;
      const to = wanted >= size ? size : await lineEndFrom(path, wanted, size);
      part.push({ path, version, from, to, isLast: to === size });
      gathered += to - from;
      from = to;
      if (gathered < bytes) continue;
      yield part;
      part = [];
      gathered = 0;
    }
  }
  if (part.length > 0) yield part;
}

/** Behind the first newline at `offset` or later; the size when there is none. */
async function lineEndFrom(path: string, offset: number, size: number): Promise<number> {
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(LOOK_BYTES);
    for (let at = offset; at < size;) {
      const { bytesRead } = await file.read(bytes, 0, Math.min(LOOK_BYTES, size - at), at);
      if (bytesRead === 0) break;
      const newline = bytes.subarray(0, bytesRead).indexOf(NEWLINE);
      if (newline !== -1) return at + newline + 1;
      at += bytesRead;
    }
    return size;
  } finally {
    await file.close();
  }
}

/** Reads parts, one after the other, as `LaneReader.visit` reads a lane. Memory: two windows. */
export class PartReader {
  readonly #filter: CompiledFilter;
  readonly #data = new DataLine(false);
  readonly #buffers = new WindowBuffers();

  constructor(filter: RecordFilter) {
    this.#filter = compileFilter(filter);
  }

  /** @throws what the file system or the visitor says */
  async visit(
    part: readonly SegmentRange[],
    watch: PartWatch,
    visitor: BlockVisitor,
  ): Promise<void> {
    for (const range of part) {
      const file = await open(range.path);
      try {
        await this.#range(file, range, watch, visitor);
      } finally {
        await file.close();
      }
    }
  }

  async #range(
    file: FileHandle,
    range: SegmentRange,
    watch: PartWatch,
    visitor: BlockVisitor,
  ): Promise<void> {
    const { version, from, to, isLast } = range;
    watch.enter(from);
    let end = from;
    for await (const window of lineWindows(file, { from, to }, this.#buffers)) {
      const block = { ...window, version, ends: null };
      visitLines(block, this.#filter, this.#data, watch, visitor);
      end = window.from + window.filled;
      await visitor.blockDone(window.fresh);
    }
    if (isLast) watch.leave(end);
  }
}
