/** Reads a whole file in large pieces, the next one while the last one is being looked at. */
import type { FileHandle } from 'node:fs/promises';
import { NEWLINE } from '../lines.ts';

const PIECE_BYTES = 1024 * 1024;
/** Room before a piece for what the one before left of its last line. */
const FRONT_BYTES = 64 * 1024;

export interface LineWindow {
  /** Lines begin at 0 and end at newlines before `filled`; what follows the last one comes again. */
  readonly bytes: Buffer;
  readonly filled: number;
  /** Offset of the first byte in the file. */
  readonly from: number;
  /** Bytes that were in no window before. */
  readonly fresh: number;
}

/** What windows lie in; for one reading at a time. */
export class WindowBuffers {
  readonly pair: readonly [Buffer, Buffer];

  constructor() {
    const size = FRONT_BYTES + PIECE_BYTES;
    this.pair = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  }
}

export interface WindowRange {
  /** Where a line begins, and where to end. */
  readonly from: number;
  readonly to: number;
}

const WHOLE_FILE: WindowRange = { from: 0, to: Number.POSITIVE_INFINITY };

/**
 * The windows of a file or of a range of it, up to where it ended when it was reached. A window is valid
 * until the next one is asked for. Memory: two pieces, and a line that is longer.
 * @param buffers Where somebody reads again and again.
 * @throws what the file system says
 */
export async function* lineWindows(
  file: FileHandle,
  range: WindowRange = WHOLE_FILE,
  buffers = new WindowBuffers(),
): AsyncGenerator<LineWindow, void, undefined> {
  const { pair } = buffers;
  const fill = (which: 0 | 1, offset: number): Promise<number> => {
    const wanted = Math.min(PIECE_BYTES, range.to - offset);
    if (wanted === 0) return Promise.resolve(0);
    const reading = file.read(pair[which], FRONT_BYTES, wanted, offset);
    const filling = reading.then(({ bytesRead }) => bytesRead);
    // Whoever awaits it hears of a failure; until then nobody does.
    filling.catch(() => 0);
    return filling;
  };
  let which: 0 | 1 = 0;
  let offset = range.from;
  let rest: Buffer = Buffer.alloc(0);
  let coming = fill(which, offset);
  try {
    for (;;) {
      const fresh = await coming;
      if (fresh === 0) return;
      const piece = pair[which];
      const from = offset - rest.length;
      const window = joined(rest, piece, fresh);
      offset += fresh;
      which = which === 0 ? 1 : 0;
      // What is left of a line lies in the other buffer, before where the next piece goes.
      const lineEnd = window.lastIndexOf(NEWLINE) + 1;
      rest = Buffer.from(window.subarray(lineEnd));
      coming = fill(which, offset);
      yield { bytes: window, filled: window.length, from, fresh };
    }
  } finally {
    await coming.catch(() => 0);
  }
}

/** Both in one: before the piece where there is room for it. */
function joined(rest: Buffer, piece: Buffer, length: number): Buffer {
  const end = FRONT_BYTES + length;
  if (rest.length > FRONT_BYTES) return Buffer.concat([rest, piece.subarray(FRONT_BYTES, end)]);
  const start = FRONT_BYTES - rest.length;
  rest.copy(piece, start);
  return piece.subarray(start, end);
}
