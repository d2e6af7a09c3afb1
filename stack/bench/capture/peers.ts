/** What stands beside our recorder: single processes that tell `ready` and how much they have received. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessToken } from 'livekit-server-sdk';
import type { LiveKit } from '../../services/livekit.ts';
import { cpuMicros, peakResidentBytes } from '../process-cpu.ts';
import { send, warmUp, type Load, type Sent } from './load.ts';
import { Subject } from './subject.ts';

/** `floor` is our client and discards; `rtc-node` a short recorder with @livekit/rtc-node. */
export type Peer = 'floor' | 'rtc-node';

export interface PeerMeasured {
  readonly sent: Sent;
  readonly received: number;
  readonly cpuMicros: number;
  readonly peakBytes: number;
}

const READY_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 300;
const QUIET_LOOKS = 4;
const MAX_ATTEMPTS = 3;

let runs = 0;

/** One load in one room. */
export async function measurePeer(
  livekit: LiveKit,
  folder: string,
  peer: Peer,
  load: Load,
): Promise<PeerMeasured> {
  const { subject, room } = await startPeer(livekit, folder, peer);
  try {
    const warmed = await warmUp(livekit, room, load);
    await settled(subject, warmed);
    await subject.settled();
    const before = cpuMicros(subject.pid);
    const sent = await send(livekit, room, load);
    const received = (await settled(subject, warmed + sent.messages)) - warmed;
    const used = cpuMicros(subject.pid) - before;
    return { sent, received, cpuMicros: used, peakBytes: peakResidentBytes(subject.pid) };
  } finally {
    await subject.end('SIGKILL');
  }
}

/** On a busy machine a connection may fail; ours is tried again by the recorder itself, theirs here. */
async function startPeer(
  livekit: LiveKit,
  folder: string,
  peer: Peer,
  attempt = 1,
): Promise<{ readonly subject: Subject; readonly room: string }> {
  runs += 1;
  const room = `${peer}-${runs}`;
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: room });
  token.addGrant({ roomJoin: true, room, hidden: true, recorder: true, canSubscribe: true });
  const file = join(folder, `${room}.jsonl`);
  const args = [livekit.wsUrl, await token.toJwt(), peer === 'floor' ? room : file];
  const subject = new Subject([...programOf(peer), ...args]);
  try {
    const isReady = (line: { type: string }): boolean => line.type === 'ready';
    await subject.untilAll(1, () => '', isReady, READY_LIMIT_MS);
    return { subject, room };
  } catch (error) {
    await subject.end('SIGKILL');
    if (attempt >= MAX_ATTEMPTS) throw error;
    return await startPeer(livekit, folder, peer, attempt + 1);
  }
}

function programOf(peer: Peer): string[] {
  const here = import.meta.dirname;
  if (peer === 'rtc-node') return [join(here, 'rtc-node-recorder.mjs')];
  return ['--import', 'tsx', join(here, 'floor.ts')];
}

/** Until it has everything, or nothing more comes: rtc-node may be seconds behind. */
async function settled(subject: Subject, expected: number): Promise<number> {
  let count = -1;
  for (let quiet = 0; quiet < QUIET_LOOKS && count < expected;) {
    await sleep(LOOK_EVERY_MS);
    const now = Number(subject.last('count')?.['messages'] ?? 0);
    quiet = now === count ? quiet + 1 : 0;
    count = now;
  }
  return count;
}
