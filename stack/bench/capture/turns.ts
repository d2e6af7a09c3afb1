/** Our recorder and what stands beside it, taking turns under the same load. */
import type { LiveKit } from '../../services/livekit.ts';
import { describeLoad, type Load } from './load.ts';
import { measurePeer, type Peer, type PeerMeasured } from './peers.ts';
import { measureRecorder, type Measured } from './recorder.ts';

export interface Turns {
  readonly load: Load;
  readonly ours: readonly Measured[];
  readonly peers: Readonly<Partial<Record<Peer, readonly PeerMeasured[]>>>;
}

/** So many times each; who begins changes, so that nobody always has the warm machine. */
export async function takeTurns(
  livekit: LiveKit,
  folder: string,
  load: Load,
  peers: readonly Peer[],
  rounds: number,
): Promise<Turns> {
  const ours: Measured[] = [];
  const measured: Partial<Record<Peer, PeerMeasured[]>> = {};
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? ['ours' as const, ...peers] : [...peers, 'ours' as const];
    for (const who of order) {
      if (who === 'ours') {
        const one = await measureRecorder(livekit, folder, load, true);
        ours.push(one);
        tell(load, who, one.cpuMicros.app / one.sent.messages);
      } else {
        const one = await measurePeer(livekit, folder, who, load);
        (measured[who] ??= []).push(one);
        tell(load, who, one.cpuMicros / one.sent.messages);
      }
    }
  }
  return { load, ours, peers: measured };
}

function tell(load: Load, who: string, micros: number): void {
  console.log(`  ${describeLoad(load)}, ${who}: ${micros.toFixed(1)} µs CPU a message`);
}

/** CPU microseconds a message over all rounds: of the whole app and of its capture child. */
export function ourCost(ours: readonly Measured[]): { app: number; child: number } {
  const messages = sum(ours.map(({ sent }) => sent.messages));
  return {
    app: sum(ours.map(({ cpuMicros }) => cpuMicros.app)) / messages,
    child: sum(ours.map(({ cpuMicros }) => cpuMicros.child)) / messages,
  };
}

/** CPU microseconds a message over all rounds. NaN when it did not take part. */
export function peerCost(peers: readonly PeerMeasured[] = []): number {
  return sum(peers.map(({ cpuMicros }) => cpuMicros)) / sum(peers.map((one) => one.sent.messages));
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
