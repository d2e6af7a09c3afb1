/**
 * Encodes a lane with several threads: each takes the next part and does everything with it, and what they
 * make is put into the file in order. Memory: the pieces that a thread may have away.
 */
import type { SegmentRange } from '../recording/reader/lane-parts.ts';
import { PartsSeen } from '../recording/reader/part-watch.ts';
import type { EncoderThread, PartAnswer } from './helper/encoder-thread.ts';
import type { Queue } from './helper/queue.ts';
import { OpenStreams } from './open-streams.ts';
import type { PieceFile } from './pieces.ts';
import type { RowsRead } from './read-rows.ts';

/** Parts that each thread is given ahead of the file: enough that none waits for a slower one at once. */
const PARTS_AHEAD = 3;

interface Part {
  readonly thread: EncoderThread;
  readonly answers: Queue<PartAnswer>;
}

/** @throws what the file system or the file says; the signal's reason when it is aborted */
export async function encodeParts(
  parts: AsyncIterator<readonly SegmentRange[], void, undefined>,
  threads: readonly EncoderThread[],
  file: PieceFile,
  signal: AbortSignal | undefined,
): Promise<RowsRead> {
  const ahead: Part[] = [];
  const abort = (): void => {
    for (const { answers } of ahead) answers.fail(signal?.reason);
  };
  signal?.addEventListener('abort', abort);
  const seen = new PartsSeen();
  const streams = new OpenStreams();
  let done = 0;
  let isEnd = false;
  try {
    for (;;) {
      while (!isEnd && ahead.length < PARTS_AHEAD * threads.length) {
        signal?.throwIfAborted();
        const next = await parts.next();
        if (next.done === true) isEnd = true;
        else {
          const rowsAhead = done === 0 ? 0 : (ahead.length * file.rows) / done;
          const thread = idlest(threads);
          if (thread === undefined) break;
          const answers = thread.encode(next.value, Math.round(file.rows + rowsAhead));
          ahead.push({ thread, answers });
        }
      }
      const part = ahead[0];
      if (part === undefined) break;
      const said = await fill(part, file, signal);
      ahead.shift();
      done += 1;
      seen.add(said.seen);
      for (const turn of said.turns) streams.turn(turn);
    }
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  return { rows: file.rows, missing: seen.missing, unendedStreams: streams.open };
}

/** Puts the pieces of a part into the file. */
async function fill(
  { thread, answers }: Part,
  file: PieceFile,
  signal: AbortSignal | undefined,
): Promise<Extract<PartAnswer, { is: 'done' }>> {
  for (;;) {
    const answer = await answers.next();
    signal?.throwIfAborted();
    if (answer.is === 'done') return answer;
    await file.add(Buffer.from(answer.bytes, 0, answer.length), answer.facts);
    thread.goOn();
  }
}

function idlest(threads: readonly EncoderThread[]): EncoderThread | undefined {
  let least: EncoderThread | undefined;
  for (const thread of threads) {
    if (least === undefined || thread.waiting < least.waiting) least = thread;
  }
  return least;
}
