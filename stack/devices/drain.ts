/** Waiting until what was published is on the wire: `publishData` resolves before that. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Room } from '@livekit/rtc-node';
import { wayOf } from './way.ts';

const LIMIT_MS = 15_000;
const LOOK_MS = 50;
/** The queue is empty when the count has stood still for so long. */
const STILL_MS = 300;
/** For the server to forward what it has read. */
const FORWARDED_MS = 500;

/**
 * False when the data channels had not taken over `published` messages after fifteen seconds, or still were
 * taking over more: what is no message may be many packets. And false when the server said nothing since:
 * one that stands still has read nothing, and what it has not read is lost with the connection.
 * @throws Error when the connection is gone
 */
export async function drain(room: Room, published: number): Promise<boolean> {
  const giveUp = AbortSignal.timeout(LIMIT_MS);
  let count = -1;
  let since = performance.now();
  while (count < published || performance.now() - since < STILL_MS) {
    if (giveUp.aborted) return false;
    await sleep(LOOK_MS);
    // An answer may take a second on a busy machine: what counts is when it was asked for.
    const askedAt = performance.now();
    const before = count;
    count = await takenOver(room);
    if (count !== before) since = askedAt;
  }
  const before = (await wayOf(room)).heard;
  for (let way = await wayOf(room); !way.answered && way.heard <= before; way = await wayOf(room)) {
    if (giveUp.aborted) return false;
    await sleep(LOOK_MS);
  }
  await sleep(FORWARDED_MS);
  return true;
}

/** Messages that our data channels have taken over from the SDK's queues, since they were opened. */
async function takenOver(room: Room): Promise<number> {
  const { publisherStats } = await room.getRtcStats();
  return publisherStats.reduce((sum, { stats }) => {
    if (stats.case !== 'dataChannel') return sum;
    return sum + (stats.value.dc?.messagesSent ?? 0);
  }, 0);
}
