/**
 * Reads a file in large pieces and hands out its lines as ranges of one buffer, without copying each.
 * Memory: the buffer, which grows only for a line longer than it.
 */
import type { FileHandle } from 'node:fs/promises';
import { NEWLINE } from '../lines.ts';

const WINDOW_BYTES = 1024 * 1024;

export interface LineSink {
  /**
   * One line, without its newline, at `start` to `end` of `bytes`; valid only during the call.
   * @param offset Of the line's first byte in the file.
   */
  line(bytes: Buffer, start: number, end: number, offset: number): void;
  /** Each piece of the file, as read, before its lines; for hashing. */
  piece?(bytes: Buffer): void;
  /** The bytes of all lines so far are about to be overwritten. */
  turn?(): void;
}

export interface LineRange {
  /** Offset of a line's first byte; 0 when not given. */
  readonly from?: number;
  /** Where to stop: the offset after a line's newline; the end of the file when not given. */
  readonly to?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the lines of a range. Returns where the last newline was left behind: bytes after it are not a
 * line (a torn tail, or one that is being written).
 * @throws what the file system says; the signal's reason when it is aborted
 */
export async function readLines(
  file: FileHandle,
  range: LineRange,
  sink: LineSink,
): Promise<{ readonly end: number; readonly size: number }> {
  const { from = 0, to = Number.POSITIVE_INFINITY, signal } = range;
  // One byte more than there is, so that the end shows without a second read of a full window.
  const there = Math.min(to, (await file.stat()).size + 1) - from;
  let window = Buffer.allocUnsafe(Math.max(64, Math.min(WINDOW_BYTES, there)));
  let offset = from;
  let kept = 0;
  for (;;) {
    signal?.throwIfAborted();
    const wanted = Math.min(window.length - kept, to - offset - kept);
    const { bytesRead } = await file.read(window, kept, wanted, offset + kept);
    if (bytesRead === 0) return { end: offset, size: offset + kept };
    sink.piece?.(window.subarray(kept, kept + bytesRead));
    const filled = kept + bytesRead;
    const done = handOut(window, kept, filled, offset, sink);
    sink.turn?.();
    offset += done;
    kept = filled - done;
    if (kept === window.length) {
      const grown = Buffer.allocUnsafe(window.length * 2);
      window.copy(grown, 0, 0, kept);
      window = grown;
    } else window.copyWithin(0, done, filled);
  }
}

/** @param known Bytes at the beginning that hold no newline. @returns Where the last line ended. */
function handOut(
  window: Buffer,
  known: number,
  filled: number,
  offset: number,
  sink: LineSink,
): number {
  const bytes = filled === window.length ? window : window.subarray(0, filled);
  let start = 0;
  for (let at = bytes.indexOf(NEWLINE, known); at !== -1; at = bytes.indexOf(NEWLINE, start)) {
    sink.line(bytes, start, at, offset + start);
    start = at + 1;
  }
  return start;
}
