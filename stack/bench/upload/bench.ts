/**
 * `npm run bench -- upload`: one file of 1 GiB, and 5,000 files of 4 KiB with answers 20 ms late, sent
 * by our ledger, queue and destination and by s5cmd, taking turns against the same S3 server; then
 * capture at 5,000 messages a second beside our upload. `--quick` for a look of a minute.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StoreRelay } from '../../network/store-relay.ts';
import { LiveKit } from '../../services/livekit.ts';
import { S3Server } from '../../services/s3.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../../services/throwaway-folder.ts';
import { measureRecorder } from '../capture/recorder.ts';
import { printBench, type BenchCase } from '../report.ts';
import { writeLargeFile, writeSmallFiles } from './files.ts';
import {
  buildS5cmd,
  sendWithOurs,
  sendWithS5cmd,
  type OurResult,
  type Target,
} from './uploaders.ts';

interface Plan {
  readonly rounds: number;
  readonly mebibytes: number;
  readonly files: number;
  readonly captureSeconds: number;
}

const whole: Plan = { rounds: 3, mebibytes: 1024, files: 5_000, captureSeconds: 20 };
const quick: Plan = { rounds: 1, mebibytes: 256, files: 1_000, captureSeconds: 8 };

const SMALL_BYTES = 4096;
const LATENCY_MS = 20;
/** s5cmd's requests at a time. Each file of ours is two, sending and reading back. */
const PEER_WORKERS = 16;
const OUR_FILES = 32;
const MAX_PEAK_BYTES = 200e6;

interface Turns {
  readonly ours: readonly OurResult[];
  readonly peerSeconds: readonly number[];
}

/** @param args `--quick`. @returns Whether every target is met. */
export async function benchUpload(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: 'boolean' } } });
  const plan = values.quick === true ? quick : whole;
  const s5cmd = await buildS5cmd();
  const folder = makeThrowawayFolder();
  const server = await S3Server.create({ folder });
  const bucket = 'bench';
  try {
    await server.start();
    await server.createBucket(bucket);
    await writeLargeFile(join(folder, 'large'), plan.mebibytes);
    await writeSmallFiles(join(folder, 'small'), plan.files, SMALL_BYTES);
    const direct: Target = { server, endpoint: server.endpoint, bucket };
    console.log(`sending ${plan.mebibytes} MiB …`);
    const large = await takeTurns(s5cmd, direct, folder, 'large', plan.rounds, 1);
    const cases = [largeCase(plan, large)];
    const relay = await StoreRelay.start(server.port, LATENCY_MS);
    console.log(`sending ${plan.files} × ${SMALL_BYTES} B, answers ${LATENCY_MS} ms late …`);
    const late = { ...direct, endpoint: relay.endpoint };
    const small = await takeTurns(s5cmd, late, folder, 'small', plan.rounds, OUR_FILES);
    await relay.stop();
    cases.push(smallCase(plan, small));
    cases.push(await besideCapture(plan, direct, folder));
    return printBench('upload', cases);
  } finally {
    await server.stop();
    removeThrowawayFolder(folder);
  }
}

async function takeTurns(
  s5cmd: string,
  target: Target,
  dataFolder: string,
  folder: string,
  rounds: number,
  files: number,
): Promise<Turns> {
  const ours: OurResult[] = [];
  const peerSeconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const place = { dataFolder, folder };
    ours.push(await sendWithOurs(target, place, files));
    const options = ['--numworkers', String(PEER_WORKERS)];
    peerSeconds.push(await sendWithS5cmd(s5cmd, target, place, options));
    clear(target, dataFolder);
  }
  return { ours, peerSeconds };
}

/** What one round stored, and the ledger of it. */
function clear({ server, bucket }: Target, dataFolder: string): void {
  for (const name of ['large', 'large-peer', 'small', 'small-peer']) {
    rmSync(join(server.dataFolder, bucket, name), { recursive: true, force: true });
  }
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(join(dataFolder, `state.sqlite${suffix}`), { force: true });
  }
}

function largeCase({ mebibytes }: Plan, { ours, peerSeconds }: Turns): BenchCase {
  const rate = (seconds: number): number => (mebibytes * 1.048576) / seconds;
  const mine = rate(median(ours.map(({ seconds }) => seconds)));
  const theirs = rate(median(peerSeconds));
  const peak = peakOf(ours);
  return {
    name: `one file of ${mebibytes} MiB, beside s5cmd`,
    figures: { megabytesPerSecond: mine, peakMegabytes: peak / 1e6 },
    peer: { megabytesPerSecond: theirs },
    ratio: mine / theirs,
    target: 'at least 0.85 of its rate, at most 200 MB of memory, everything verified',
    pass: mine / theirs >= 0.85 && peak <= MAX_PEAK_BYTES && allVerified(ours, 1),
  };
}

function smallCase({ files }: Plan, { ours, peerSeconds }: Turns): BenchCase {
  const mine = files / median(ours.map(({ seconds }) => seconds));
  const theirs = files / median(peerSeconds);
  const peak = peakOf(ours);
  return {
    name: `${files} files of 4 KiB, ${OUR_FILES} at a time, beside s5cmd with ${PEER_WORKERS}`,
    figures: { filesPerSecond: mine, peakMegabytes: peak / 1e6 },
    peer: { filesPerSecond: theirs },
    ratio: mine / theirs,
    target: 'at least 0.90 of its rate, at most 200 MB of memory, everything verified',
    pass: mine / theirs >= 0.9 && peak <= MAX_PEAK_BYTES && allVerified(ours, files),
  };
}

/** Our upload again and again while a room is recorded. */
async function besideCapture(plan: Plan, target: Target, folder: string): Promise<BenchCase> {
  const livekit = await LiveKit.create({ folder });
  try {
    await livekit.start();
    let recording = true;
    let uploads = 0;
    const uploading = async (): Promise<void> => {
      while (recording) {
        await sendWithOurs(target, { dataFolder: folder, folder: 'large' }, 1);
        uploads += 1;
        clear(target, folder);
      }
    };
    const load = { rooms: 1, rate: 5_000, size: 200, seconds: plan.captureSeconds };
    const measuring = measureRecorder(livekit, join(folder, 'capture'), load).finally(() => {
      recording = false;
    });
    const [measured] = await Promise.all([measuring, uploading()]);
    const { writtenP99, syncedP99 } = measured.latencyMs;
    const lost = measured.sent.messages - measured.recorded;
    return {
      name: 'capture at 5,000 messages a second of 200 B beside an upload',
      figures: { perSecond: measured.sent.perSecond, lost, writtenP99, syncedP99, uploads },
      peer: null,
      ratio: null,
      target: 'nothing lost, written p99 ≤ 10 ms, synced p99 ≤ 600 ms',
      pass: lost === 0 && writtenP99 <= 10 && syncedP99 <= 600,
    };
  } finally {
    await livekit.stop();
  }
}

function peakOf(results: readonly OurResult[]): number {
  return Math.max(...results.map(({ peakBytes }) => peakBytes));
}

function allVerified(results: readonly OurResult[], files: number): boolean {
  return results.every(({ verified }) => verified === files);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
