/**
 * `npm run bench -- upload`: one file of 1 GiB, and 5,000 files of 4 KiB with answers 20 ms late, sent
 * by our ledger, queue and destination and by s5cmd, taking turns against the same S3 server; then
 * capture at 5,000 messages a second beside a recorder's own uploads. `--quick` for a look of two minutes.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LateRelay } from '../../network/late-relay.ts';
import { S3Server } from '../../services/s3.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../../services/throwaway-folder.ts';
import { median } from '../../figures.ts';
import { printBench, type BenchCase } from '../report.ts';
import { besideCapture, type Uploader } from './beside-capture.ts';
import { buildOurs } from './built.ts';
import { writeLargeFile, writeSmallFiles } from './files.ts';
import { makeStoreFolder } from './store-folder.ts';
import {
  buildS5cmd,
  sendWithOurs,
  sendWithS5cmd,
  type OurResult,
  type Target,
} from './uploaders.ts';

interface Plan {
  readonly largeRounds: number;
  readonly smallRounds: number;
  readonly mebibytes: number;
  readonly files: number;
  readonly beside: { readonly seconds: number; readonly earlierSeconds: number };
}

const whole: Plan = {
  ...{ largeRounds: 3, smallRounds: 5 },
  ...{ mebibytes: 1024, files: 5_000, beside: { seconds: 20, earlierSeconds: 50 } },
};
const quick: Plan = {
  ...{ largeRounds: 1, smallRounds: 1 },
  ...{ mebibytes: 256, files: 1_000, beside: { seconds: 8, earlierSeconds: 20 } },
};

const SMALL_BYTES = 4096;
const LATENCY_MS = 20;
/** s5cmd's requests at a time. */
const PEER_WORKERS = 16;
/** Ours are two requests a file, sending and reading back, and four small files share a place. */
const OUR_PLACES = 12;
const OUR_SMALL_FILES = 4 * OUR_PLACES;
const MAX_PEAK_BYTES = 200e6;

/** Paths. */
interface Programs {
  readonly s5cmd: string;
  readonly ours: string;
}

interface Turns {
  readonly ours: readonly OurResult[];
  readonly peerSeconds: readonly number[];
}

/** @param args `--quick`. @returns Whether every target is met. */
export async function benchUpload(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: 'boolean' } } });
  const plan = values.quick === true ? quick : whole;
  const programs = { s5cmd: await buildS5cmd(), ours: await buildOurs() };
  const folder = makeThrowawayFolder();
  const store = makeStoreFolder();
  console.log(`the store keeps its objects ${store.isInMemory ? 'in memory' : 'on this disk'}`);
  const server = await S3Server.create({ folder: store.folder, keepAlive: true });
  const bucket = 'bench';
  try {
    await server.start();
    await server.createBucket(bucket);
    await writeLargeFile(join(folder, 'large'), plan.mebibytes);
    await writeSmallFiles(join(folder, 'small'), plan.files, SMALL_BYTES);
    const direct: Target = { server, endpoint: server.endpoint, bucket };
    console.log(`sending ${plan.mebibytes} MiB …`);
    const large = await takeTurns(programs, direct, folder, 'large', plan.largeRounds, 1);
    const cases = [largeCase(plan, large)];
    const relay = await LateRelay.start(server.port, LATENCY_MS);
    console.log(`sending ${plan.files} × ${SMALL_BYTES} B, answers ${LATENCY_MS} ms late …`);
    const late = { ...direct, endpoint: relay.endpoint };
    const small = await takeTurns(programs, late, folder, 'small', plan.smallRounds, OUR_PLACES);
    await relay.stop();
    cases.push(smallCase(plan, small));
    console.log('recording a room beside them …');
    const peer = peerUploader(programs, direct, folder, plan.mebibytes * 1.048576);
    cases.push(await besideCapture(folder, plan.beside, direct, peer));
    return printBench('upload', cases);
  } finally {
    await server.stop();
    removeThrowawayFolder(folder);
    removeThrowawayFolder(store.folder);
  }
}

/** In every second round s5cmd goes first. */
async function takeTurns(
  programs: Programs,
  target: Target,
  dataFolder: string,
  folder: string,
  rounds: number,
  places: number,
): Promise<Turns> {
  const ours: OurResult[] = [];
  const peerSeconds: number[] = [];
  const place = { dataFolder, folder };
  const options = ['--numworkers', String(PEER_WORKERS)];
  const turns = [
    async () => ours.push(await sendWithOurs(programs.ours, target, place, places)),
    async () => peerSeconds.push(await sendWithS5cmd(programs.s5cmd, target, place, options)),
  ];
  for (let round = 0; round < rounds; round += 1) {
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    clear(target, dataFolder);
  }
  return { ours, peerSeconds };
}

/** The large file again and again. */
function peerUploader(
  programs: Programs,
  target: Target,
  dataFolder: string,
  megabytes: number,
): Uploader {
  const place = { dataFolder, folder: 'large' };
  return {
    megabytes,
    send: async () => {
      await sendWithS5cmd(programs.s5cmd, target, place, []);
      clear(target, dataFolder);
    },
  };
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

function largeCase({ mebibytes }: Plan, turns: Turns): BenchCase {
  const rates = ratesOf(turns, mebibytes * 1.048576);
  const peak = peakOf(turns.ours);
  return {
    name: `one file of ${mebibytes} MiB, beside s5cmd`,
    figures: { megabytesPerSecond: rates.ours, peakMegabytes: peak / 1e6 },
    peer: { megabytesPerSecond: rates.peer },
    ratio: rates.ratio,
    target: 'at least 0.85 of its rate, at most 200 MB of memory, everything verified',
    pass: rates.ratio >= 0.85 && peak <= MAX_PEAK_BYTES && allVerified(turns.ours, 1),
  };
}

function smallCase({ files }: Plan, turns: Turns): BenchCase {
  const rates = ratesOf(turns, files);
  const peak = peakOf(turns.ours);
  return {
    name: `${files} files of 4 KiB, ${OUR_SMALL_FILES} at a time, beside s5cmd with ${PEER_WORKERS}`,
    figures: { filesPerSecond: rates.ours, peakMegabytes: peak / 1e6 },
    peer: { filesPerSecond: rates.peer },
    ratio: rates.ratio,
    target: 'at least 0.90 of its rate, at most 200 MB of memory, everything verified',
    pass: rates.ratio >= 0.9 && peak <= MAX_PEAK_BYTES && allVerified(turns.ours, files),
  };
}

/** Medians. The ratio is that of the rounds, since what a round met the next one may not meet. */
function ratesOf(
  { ours, peerSeconds }: Turns,
  amount: number,
): { readonly ours: number; readonly peer: number; readonly ratio: number } {
  const mine = ours.map(({ seconds }) => amount / seconds);
  const theirs = peerSeconds.map((seconds) => amount / seconds);
  const ratios = mine.map((rate, round) => rate / (theirs[round] ?? Number.NaN));
  return { ours: median(mine), peer: median(theirs), ratio: median(ratios) };
}

function peakOf(results: readonly OurResult[]): number {
  return Math.max(...results.map(({ peakBytes }) => peakBytes));
}

function allVerified(results: readonly OurResult[], files: number): boolean {
  return results.every(({ verified }) => verified === files);
}
