/** From what was measured to the cases of the report, each with its target. */
import type { BenchCase } from '../report.ts';
import { describeLoad, type Load } from './load.ts';
import type { PeerMeasured } from './peers.ts';
import type { Measured } from './recorder.ts';
import { whyNotHeld, type Found } from './search.ts';
import { ourCost, peerCost, sum, type Turns } from './turns.ts';

const MAX_WRITTEN_P99_MS = 10;
const MAX_SYNCED_P99_MS = 600;
const MAX_ROOM_MB = 2;
const MAX_CHILD_MB = 200;

const worst = (values: readonly number[]): number => Math.max(...values);

function figuresOf(ours: readonly Measured[]): Record<string, number> {
  const { app, child } = ourCost(ours);
  return {
    sent: sum(ours.map(({ sent }) => sent.messages)),
    recorded: sum(ours.map(({ recorded }) => recorded)),
    appCpuMicros: app,
    childCpuMicros: child,
    writtenP50Ms: worst(ours.map(({ latencyMs }) => latencyMs.writtenP50)),
    writtenP99Ms: worst(ours.map(({ latencyMs }) => latencyMs.writtenP99)),
    syncedP50Ms: worst(ours.map(({ latencyMs }) => latencyMs.syncedP50)),
    syncedP99Ms: worst(ours.map(({ latencyMs }) => latencyMs.syncedP99)),
    behindMs: worst(ours.map(({ behindMs }) => behindMs)),
    peakMb: worst(ours.map(({ peakBytes }) => peakBytes)) / 1e6,
  };
}

function peerFigures(peers: readonly PeerMeasured[] = []): Record<string, number> {
  return {
    sent: sum(peers.map(({ sent }) => sent.messages)),
    received: sum(peers.map(({ received }) => received)),
    cpuMicros: peerCost(peers),
    peakMb: worst(peers.map(({ peakBytes }) => peakBytes)) / 1e6,
  };
}

const isWhole = (ours: readonly Measured[]): boolean =>
  ours.every(({ sent, recorded }) => sent.messages > 0 && recorded === sent.messages);

/** CPU of the whole app beside a client that only receives. */
export function floorCase({ load, ours, peers }: Turns, target: number | null): BenchCase {
  const ratio = ourCost(ours).app / peerCost(peers.floor);
  return {
    name: `${describeLoad(load)} beside the floor`,
    figures: figuresOf(ours),
    peer: peerFigures(peers.floor),
    ratio,
    target:
      target === null
        ? 'everything is recorded (the ratio is for information)'
        : `everything is recorded, CPU at most ${target} of the floor's`,
    pass: isWhole(ours) && (target === null || ratio <= target),
  };
}

/** CPU beside rtc-node, and how soon messages are on disk. */
export function rtcNodeCase({ load, ours, peers }: Turns, target: number): BenchCase {
  const ratio = ourCost(ours).app / peerCost(peers['rtc-node']);
  const figures = figuresOf(ours);
  return {
    name: `${describeLoad(load)} beside rtc-node`,
    figures,
    peer: peerFigures(peers['rtc-node']),
    ratio,
    target:
      `everything is recorded, CPU at most ${target} of rtc-node's, ` +
      `written p99 at most ${MAX_WRITTEN_P99_MS} ms, synced p99 at most ${MAX_SYNCED_P99_MS} ms`,
    pass:
      isWhole(ours) &&
      ratio <= target &&
      worst(ours.map(({ latencyMs }) => latencyMs.writtenP99)) <= MAX_WRITTEN_P99_MS &&
      worst(ours.map(({ latencyMs }) => latencyMs.syncedP99)) <= MAX_SYNCED_P99_MS,
  };
}

/** One rate that has to be held. */
export function heldCase(load: Load, measured: Measured): BenchCase {
  const why = whyNotHeld(load, measured);
  return {
    name: `${describeLoad(load)} held`,
    figures: { ...figuresOf([measured]), sentPerSecond: measured.sent.perSecond },
    peer: null,
    ratio: null,
    target: `held${why === null ? '' : ` (not: ${why})`}, the capture child at most ${MAX_CHILD_MB} MB`,
    pass: why === null && measured.peakBytes <= MAX_CHILD_MB * 1e6,
  };
}

/** What the search found; its target is only that some rate is held. */
export function highestCase(start: Load, found: Found): BenchCase {
  const { best, notHeld, runs } = found;
  return {
    name: `highest rate, ${start.size.toLocaleString('en')} B, ${start.rooms} room${start.rooms === 1 ? '' : 's'}`,
    figures: {
      heldPerSecond: best?.load.rate ?? 0,
      ...(notHeld === null ? {} : { notHeldPerSecond: notHeld.rate }),
      ...(best === null ? {} : figuresOf([best.measured])),
      runs,
    },
    peer: null,
    ratio: null,
    target: `a rate is held: all recorded, written p99 at most 250 ms${notHeld === null ? '' : `; at ${notHeld.rate} ${notHeld.why}`}`,
    pass: best !== null,
  };
}

/** Resident bytes of the capture child with one room and with many. */
export function memoryCase(one: number, many: number, rooms: number): BenchCase {
  const roomMb = (many - one) / (rooms - 1) / 1e6;
  return {
    name: `memory of a room, ${rooms} silent rooms`,
    figures: { oneRoomMb: one / 1e6, allRoomsMb: many / 1e6, roomMb },
    peer: null,
    ratio: null,
    target: `at most ${MAX_ROOM_MB} MB a room`,
    pass: roomMb <= MAX_ROOM_MB,
  };
}
