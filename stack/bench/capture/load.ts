import { setTimeout as sleep } from 'node:timers/promises';
import { startFastSender } from '../../fast-sender/fast-sender.ts';
import type { LiveKit } from '../../services/livekit.ts';

/** What is sent: `rate` messages a second of `size` bytes in all rooms together, one sender a room. */
export interface Load {
  readonly rooms: number;
  readonly rate: number;
  readonly size: number;
  readonly seconds: number;
}

export interface Sent {
  readonly messages: number;
  /** What the sender and the server managed. */
  readonly perSecond: number;
}

/** After the sender has left: for what the subject has not worked off yet. */
const SETTLE_MS = 1000;

/** Names of the rooms that the sender uses with this prefix. */
export function roomNames(prefix: string, rooms: number): string[] {
  if (rooms === 1) return [prefix];
  return Array.from({ length: rooms }, (_, index) => `${prefix}-${index + 1}`);
}

/** Sends it all, and waits until the server has it and has passed it on. */
export async function send(livekit: LiveKit, prefix: string, load: Load): Promise<Sent> {
  const { rooms, rate, size, seconds } = load;
  const sender = await startFastSender({
    ...{ livekit, room: prefix, rooms, senders: rooms },
    ...{ rate, size, seconds, settle: 0.5 },
  });
  const { sent, perSecond } = await sender.result;
  await sleep(SETTLE_MS);
  return { messages: sent, perSecond };
}

/** What lets the compiler settle: after 3 s it had not. */
const WARM_UP_SECONDS = 10;
const WARM_UP_MESSAGES = 3000;

/**
 * Some thousand messages of this size before anything is measured: a recorder runs for hours, and what
 * its just-in-time compiler does in the first seconds is not what a message costs. Not faster than the
 * load itself: its latencies count.
 * @returns how many
 */
export async function warmUp(livekit: LiveKit, prefix: string, load: Load): Promise<number> {
  const rate = Math.min(WARM_UP_MESSAGES, load.rate);
  const warm = { ...load, rate, seconds: Math.max(WARM_UP_SECONDS, WARM_UP_MESSAGES / rate) };
  return (await send(livekit, prefix, warm)).messages;
}

export function describeLoad({ rooms, rate, size }: Load): string {
  const shared = rooms === 1 ? '' : ` in ${rooms} rooms`;
  return `${rate.toLocaleString('en')} × ${size.toLocaleString('en')} B a second${shared}`;
}
