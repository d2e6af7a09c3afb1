/** Our recorder under load: `syncflow-recorder record` as built, with its capture child. */
import { join } from 'node:path';
import { z } from 'zod';
import type { LiveKit } from '../../services/livekit.ts';
import { cpuMicros, peakResidentBytes, residentBytes } from '../process-cpu.ts';
import { arrivalSpanMs } from './arrivals.ts';
import { roomNames, send, warmUp, type Load, type Sent } from './load.ts';
import { captureChildrenOf, Subject, type Line } from './subject.ts';

export interface Measured {
  readonly sent: Sent;
  readonly recorded: number;
  /** All threads, user and system. */
  readonly cpuMicros: {
    /** All of them, when there are several. */ readonly child: number;
    readonly app: number;
  };
  /** The most resident memory that a capture child has had. */
  readonly peakBytes: number;
  /** From arrival to write() returned, and to fdatasync returned. */
  readonly latencyMs: {
    readonly writtenP50: number;
    readonly writtenP99: number;
    readonly syncedP50: number;
    readonly syncedP99: number;
  };
  /** How much longer arriving took than sending: what a receiver that falls behind adds. */
  readonly behindMs: number;
}

const JOIN_LIMIT_MS = 120_000;
const END_LIMIT_MS = 120_000;

const receiptSchema = z.looseObject({
  folder: z.string(),
  manifest: z.looseObject({ counts: z.looseObject({ messages: z.number() }) }),
  latency: z.object({
    writtenP50Ms: z.number(),
    writtenP99Ms: z.number(),
    syncedP50Ms: z.number(),
    syncedP99Ms: z.number(),
  }),
});

let runs = 0;

/**
 * Records one load in rooms and a data folder of its own.
 * @param warm Warms up first; latencies, of all messages since the start, then include the warm-up, and
 *   how far reception fell behind is not known (0).
 */
export async function measureRecorder(
  livekit: LiveKit,
  folder: string,
  load: Load,
  warm = false,
): Promise<Measured> {
  runs += 1;
  const prefix = `ours-${runs}`;
  const subject = startRecorder(livekit, join(folder, prefix), roomNames(prefix, load.rooms));
  try {
    await joined(subject, load.rooms);
    const { pid } = subject;
    const children = captureChildrenOf(pid);
    const warmed = warm ? await warmUp(livekit, prefix, load) : 0;
    if (warm) await subject.settled();
    const before = { parent: cpuMicros(pid), children: total(children, cpuMicros) };
    const sent = await send(livekit, prefix, load);
    const parentCpu = cpuMicros(pid) - before.parent;
    const childCpu = total(children, cpuMicros) - before.children;
    const peak = Math.max(...children.map(peakResidentBytes));
    const receipts = await receiptsOf(subject, load.rooms);
    const latency = receipts.at(-1)?.latency ?? { ...noLatency };
    const spanMs = warm ? 0 : arrivalSpanMs(receipts.map((receipt) => receipt.folder));
    return {
      sent,
      recorded: receipts.reduce((sum, { manifest }) => sum + manifest.counts.messages, -warmed),
      cpuMicros: { child: childCpu, app: childCpu + parentCpu },
      peakBytes: peak,
      latencyMs: {
        writtenP50: latency.writtenP50Ms,
        writtenP99: latency.writtenP99Ms,
        syncedP50: latency.syncedP50Ms,
        syncedP99: latency.syncedP99Ms,
      },
      behindMs: Math.max(0, spanMs - (sent.messages / sent.perSecond) * 1000),
    };
  } finally {
    await subject.end('SIGKILL');
  }
}

const noLatency = { writtenP50Ms: NaN, writtenP99Ms: NaN, syncedP50Ms: NaN, syncedP99Ms: NaN };

function startRecorder(livekit: LiveKit, data: string, rooms: readonly string[]): Subject {
  return new Subject([
    ...['out/main/cli.js', 'record', '--json', '--data', data],
    ...rooms.flatMap((room) => ['--room', room]),
    ...['--livekit-url', livekit.wsUrl, '--plain-host', new URL(livekit.wsUrl).hostname],
    ...['--api-key', livekit.apiKey, '--api-secret', livekit.apiSecret],
  ]);
}

async function joined(subject: Subject, rooms: number): Promise<void> {
  const isRecording = (line: Line): boolean => line['phase'] === 'recording';
  await subject.untilAll(rooms, (line) => String(line['name']), isRecording, JOIN_LIMIT_MS);
}

async function receiptsOf(
  subject: Subject,
  rooms: number,
): Promise<z.infer<typeof receiptSchema>[]> {
  const receipts = subject.untilAll(
    rooms,
    (line) => String(line['folder']),
    (line) => line.type === 'receipt',
    END_LIMIT_MS,
  );
  subject.child.kill('SIGINT');
  return (await receipts).map((line) => receiptSchema.parse(line));
}

/** The recorder in so many silent rooms. @returns resident bytes of its capture children */
export async function measureIdleRooms(
  livekit: LiveKit,
  folder: string,
  rooms: number,
): Promise<number> {
  runs += 1;
  const prefix = `idle-${runs}`;
  const subject = startRecorder(livekit, join(folder, prefix), roomNames(prefix, rooms));
  try {
    await joined(subject, rooms);
    return total(captureChildrenOf(subject.pid), residentBytes);
  } finally {
    await subject.end('SIGINT');
  }
}

function total(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((sum, pid) => sum + of(pid), 0);
}
