/**
 * A recorder that sends an earlier recording while it records another one: both in the same program, as in
 * the lab, so that what it does for the recording's sake is measured too.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { LiveKit } from '../../services/livekit.ts';
import { reservePort } from '../../services/free-port.ts';
import { send, type Load, type Sent } from '../capture/load.ts';
import { Subject, type Line } from '../capture/subject.ts';
import type { Target } from './uploaders.ts';

const run = promisify(execFile);

export interface UploadingRecorder {
  readonly sent: Sent;
  readonly recorded: number;
  readonly latencyMs: { readonly writtenP99: number; readonly syncedP99: number };
  /** Of the earlier recording, while the other one was recorded. */
  readonly megabytesPerSecond: number;
  /** Of the earlier recording, when that was over; 0: the upload ended too early to say much. */
  readonly megabytesLeft: number;
}

const JOIN_LIMIT_MS = 60_000;
const END_LIMIT_MS = 120_000;
/** What one room takes by far on two cores. */
const EARLIER = { rooms: 1, rate: 1_000, size: 15_000 };

const receiptSchema = z.looseObject({
  manifest: z.looseObject({ counts: z.looseObject({ messages: z.number() }) }),
});

/** @param earlierSeconds How long the recording is that is sent: 20 MB a second. */
export async function measureUploadingRecorder(
  livekit: LiveKit,
  target: Target,
  folder: string,
  load: Load,
  earlierSeconds: number,
): Promise<UploadingRecorder> {
  const place = { livekit, target, data: join(folder, 'uploading') };
  await pauseOrResume(place.data, '--pause');
  await recordEarlier(place, { ...EARLIER, seconds: earlierSeconds });
  const { subject, port } = await start(place);
  try {
    await begin(place, subject, 'now');
    await pauseOrResume(place.data, '--resume');
    const before = { bytes: bytesRead(subject.pid), at: performance.now() };
    const sent = await send(livekit, 'now', load);
    const bytes = bytesRead(subject.pid) - before.bytes;
    const seconds = (performance.now() - before.at) / 1000;
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const recorded = await end(place, subject, 'now');
    const latency = (to: string): number =>
      1000 * valueOf(metrics, `latency_seconds{to="${to}",quantile="0.99"}`);
    return {
      sent,
      recorded,
      latencyMs: { writtenP99: latency('written'), syncedP99: latency('synced') },
      megabytesPerSecond: bytes / 1e6 / seconds,
      megabytesLeft: valueOf(metrics, 'uploads_open_bytes') / 1e6,
    };
  } finally {
    await subject.end('SIGTERM');
  }
}

interface Place {
  readonly livekit: LiveKit;
  readonly target: Target;
  /** The recorder's data folder. */
  readonly data: string;
}

async function recordEarlier(place: Place, load: Load): Promise<void> {
  const { subject } = await start(place);
  try {
    await begin(place, subject, 'earlier');
    await send(place.livekit, 'earlier', load);
    await end(place, subject, 'earlier');
  } finally {
    await subject.end('SIGTERM');
  }
}

async function start({
  livekit,
  target,
  data,
}: Place): Promise<{ subject: Subject; port: number }> {
  const port = await reservePort();
  const { server, endpoint, bucket } = target;
  const subject = new Subject(['out/main/cli.js', 'run', '--json', '--data', data], {
    PROJECTS__0__LIVEKIT_URL: livekit.wsUrl,
    PROJECTS__0__KEY: livekit.apiKey,
    PROJECTS__0__SECRET: livekit.apiSecret,
    PROJECTS__0__NAME: 'Bench',
    PROJECTS__0__ROOMS: 'earlier,now',
    PROJECTS__0__S3_CONFIG__ACCESS_KEY: server.accessKey,
    PROJECTS__0__S3_CONFIG__SECRET_KEY: server.secretKey,
    PROJECTS__0__S3_CONFIG__ENDPOINT: endpoint,
    PROJECTS__0__S3_CONFIG__BUCKET_NAME: bucket,
    PROJECTS__0__S3_CONFIG__REGION: server.region,
    RECORDER_PLAIN_HOSTS: '127.0.0.1',
    RECORDER_ROOMS_POLL_SECONDS: '1',
    RECORDER_MONITOR: String(port),
  });
  return { subject, port };
}

const isPhase =
  (room: string, phase: string) =>
  (line: Line): boolean =>
    line.type === 'session' && line['name'] === room && line['phase'] === phase;

async function begin({ livekit }: Place, subject: Subject, room: string): Promise<void> {
  await livekit.rooms().createRoom({ name: room });
  await subject.untilAll(1, () => room, isPhase(room, 'recording'), JOIN_LIMIT_MS);
}

/** @returns how many messages its receipt says */
async function end({ livekit }: Place, subject: Subject, room: string): Promise<number> {
  await livekit.rooms().deleteRoom(room);
  const isReceipt = ({ type }: Line): boolean => type === 'receipt';
  const [receipt] = await subject.untilAll(1, () => room, isReceipt, END_LIMIT_MS);
  return receiptSchema.parse(receipt).manifest.counts.messages;
}

async function pauseOrResume(data: string, order: '--pause' | '--resume'): Promise<void> {
  await run(process.execPath, ['out/main/cli.js', 'upload', order, '--data', data]);
}

/** What a process has read, of files above all: its capture child reads and writes for itself. Linux only. */
function bytesRead(pid: number): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

/** @throws Error when the recorder does not tell it */
function valueOf(metrics: string, name: string): number {
  const line = metrics.split('\n').find((one) => one.startsWith(`syncflow_recorder_${name} `));
  if (line === undefined) throw new Error(`the recorder does not tell ${name}`);
  return Number(line.slice(line.lastIndexOf(' ')));
}
