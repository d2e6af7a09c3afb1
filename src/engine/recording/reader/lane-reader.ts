/**
 * Reads one lane of a recording, forward or backward, while it is still being written as well. Memory:
 * one block (128 KiB, or one longer line), and the indexes of the segments looked at last.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DataLine } from '../scan/data-line.ts';
import { blockFilter } from './block-filter.ts';
import type { AnyRecord } from '../lines.ts';
import { readBlock, visitLines, type BlockRange, type BlockVisitor } from './block-lines.ts';
import { compileFilter, type CompiledFilter, type RecordFilter } from './filter.ts';
import type { SegmentIndex } from './index/format.ts';
import { lineWindows, type LineWindow } from './line-windows.ts';
import { laneParts, type SegmentRange } from './lane-parts.ts';
import { LaneSegments } from './lane-segments.ts';
import { MissingWatch, type Missing } from './missing.ts';

export interface LaneReadOptions {
  /** Forward when not given. */
  readonly direction?: 'forward' | 'backward';
  readonly signal?: AbortSignal | undefined;
  /**
   * Told of everything that is missing, on the way. Reads all blocks then, whatever the filter; only
   * when reading forward.
   */
  readonly onMissing?: ((missing: Missing) => void) | undefined;
  /** Told how many bytes of segments were read, block by block. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** The pieces of a segment with their lines found and checked: by another thread. */
export type CheckedWindows = (
  path: string,
) => AsyncIterable<LineWindow & { readonly ends: Uint32Array }>;

export interface VisitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Reads segments instead of this thread. */
  readonly windows?: CheckedWindows | undefined;
  readonly onMissing: (missing: Missing) => void;
}

export class LaneReader {
  readonly #segments: LaneSegments;
  readonly #data = new DataLine(false);

  /** @param folder Where the lane's segments lie. */
  constructor(folder: string) {
    this.#segments = new LaneSegments(folder);
  }

  /**
   * The records that a filter lets through, in the order of their numbers or against it. What cannot be
   * read is left out, and told to `onMissing`.
   * @throws what the file system says; the signal's reason when it is aborted
   */
  async *read(
    filter: RecordFilter = {},
    options: LaneReadOptions = {},
  ): AsyncGenerator<AnyRecord, void, undefined> {
    const compiled = compileFilter(filter);
    const { onMissing, direction = 'forward', signal } = options;
    const watch =
      onMissing === undefined || direction === 'backward' ? null : new MissingWatch(onMissing);
    const everything = watch === null ? compiled : compileFilter({});
    const files = await this.#segments.list(everything);
    for (const file of direction === 'forward' ? files : files.reverse()) {
      signal?.throwIfAborted();
      if (watch === null && !(await this.#segments.mayArrive(file, compiled))) continue;
      yield* this.#segment(file, compiled, direction === 'backward', watch, options);
    }
  }

  /**
   * The same forward, without an object for each record and without an index: for work on every line of
   * large recordings.
   * @throws what the file system or the visitor says; the signal's reason when it is aborted
   */
  async visit(filter: RecordFilter, visitor: BlockVisitor, options: VisitOptions): Promise<void> {
    const compiled = compileFilter(filter);
    const watch = new MissingWatch(options.onMissing);
    for (const file of await this.#segments.list(compileFilter({}))) {
      options.signal?.throwIfAborted();
      await this.#visitSegment(file, compiled, watch, visitor, options);
    }
  }

  /** The lane cut into parts of about so many bytes, in order, for `PartReader`. */
  parts(bytes: number): AsyncGenerator<readonly SegmentRange[], void, undefined> {
    return laneParts(this.#segments, bytes);
  }

  async #visitSegment(
    name: string,
    filter: CompiledFilter,
    watch: MissingWatch,
    visitor: BlockVisitor,
    { signal, windows }: VisitOptions,
  ): Promise<void> {
    const { version } = await this.#segments.head(name);
    const path = join(this.#segments.folder, name);
    watch.enter(name);
    let size = 0;
    for await (const window of windows?.(path) ?? windowsOf(path)) {
      signal?.throwIfAborted();
      visitLines({ ...window, version }, filter, this.#data, watch, visitor);
      size = window.from + window.filled;
      await visitor.blockDone(window.fresh);
    }
    watch.leave(size);
  }

  /** The record with that number, or null when it is not there or cannot be read. */
  async recordAt(record: number): Promise<AnyRecord | null> {
    for await (const found of this.read({ firstRecord: record, lastRecord: record })) return found;
    return null;
  }

  async *#segment(
    name: string,
    filter: CompiledFilter,
    backward: boolean,
    watch: MissingWatch | null,
    { signal, onBytes }: LaneReadOptions,
  ): AsyncGenerator<AnyRecord, void, undefined> {
    const segment = this.#segments.indexed(name);
    const index = await segment.index(signal);
    this.#segments.remember(name, index);
    const ranges = rangesOf(index, watch === null ? filter : null);
    if (ranges.length === 0 && watch === null) return;
    const { version } = await this.#segments.head(name);
    const file = await open(segment.path);
    try {
      watch?.enter(name);
      for (const range of backward ? ranges.reverse() : ranges) {
        signal?.throwIfAborted();
        const found = await readBlock(file, range, filter, this.#data, version, watch);
        yield* backward ? found.reverse() : found;
        onBytes?.(range.to - range.from);
      }
      watch?.leave(segment.fileSize);
    } finally {
      await file.close();
    }
  }
}

async function* windowsOf(path: string): AsyncGenerator<LineWindow & { readonly ends: null }> {
  const file = await open(path);
  try {
    for await (const window of lineWindows(file)) yield { ...window, ends: null };
  } finally {
    await file.close();
  }
}

/** The byte ranges to be read. @param filter Null for all. */
function rangesOf(index: SegmentIndex, filter: CompiledFilter | null): BlockRange[] {
  const wanted = filter === null ? (): boolean => true : blockFilter(filter, index);
  const ranges: BlockRange[] = [];
  index.blocks.forEach((block, place) => {
    const to = index.blocks[place + 1]?.offset ?? index.size;
    if (wanted(block)) ranges.push({ from: block.offset, to });
  });
  return ranges;
}
