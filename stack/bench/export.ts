/**
 * `npm run bench -- export`: a recording of five million JSON messages to Parquet and CSV, by the built
 * command line as its own process, beside DuckDB's own conversion of the same JSON Lines, in turns.
 */
import { execFile, spawn } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { pythonFolder } from '../../scripts/setup.mjs';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { PAYLOAD_BYTES, writeJsonRecording } from './export-data.ts';
import { cpuMicros, peakResidentBytes } from './process-cpu.ts';
import { printBench, type BenchCase } from './report.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'out/main/cli.js');
const peer = join(import.meta.dirname, 'export_peer.py');
const MESSAGES = 5_000_000;
const QUICK_MESSAGES = 500_000;
const ROUNDS = 3;
const QUICK_ROUNDS = 2;
const MOST_BYTES = 300e6;
const LEAST_RATIO = 0.5;
const SAMPLE_MS = 20;

const formats = ['parquet', 'csv'] as const;
type Format = (typeof formats)[number];

const measuredSchema = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakBytes: z.number(),
});
type Measured = z.infer<typeof measuredSchema>;
const checkedSchema = z.object({ equal: z.boolean(), rows: z.number() });

/** @param args `--quick`: half a million messages, two rounds. */
export async function benchExport(args: readonly string[]): Promise<boolean> {
  const quick = args.includes('--quick');
  const messages = quick ? QUICK_MESSAGES : MESSAGES;
  const folder = makeThrowawayFolder();
  try {
    const recording = join(folder, 'recording');
    console.log(`writing ${messages} messages of ${PAYLOAD_BYTES} B …`);
    writeJsonRecording(recording, messages);
    const cases: BenchCase[] = [];
    for (const format of formats) {
      const rounds = quick ? QUICK_ROUNDS : ROUNDS;
      cases.push(await benchFormat(format, { folder, recording, messages, rounds }));
    }
    return printBench('export', cases);
  } finally {
    removeThrowawayFolder(folder);
  }
}

interface Setting {
  readonly folder: string;
  readonly recording: string;
  readonly messages: number;
  readonly rounds: number;
}

async function benchFormat(format: Format, setting: Setting): Promise<BenchCase> {
  const { folder, recording, messages, rounds } = setting;
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  const single: Measured[] = [];
  const out = join(folder, `ours.${format}`);
  const other = join(folder, `peer.${format}`);
  let whole = true;
  let size = 0;
  let otherSize = 0;
  for (let round = 0; round < rounds; round += 1) {
    console.log(`${format}, round ${round + 1} of ${rounds} …`);
    ours.push(await exported(format, recording, out));
    theirs.push(await converted(format, 0, recording, other));
    single.push(await converted(format, 1, recording, other));
    size = statSync(out).size;
    otherSize = statSync(other).size;
    if (round === 0) whole = await isWhole(format, recording, out, messages);
    rmSync(out);
    rmSync(other);
  }
  const us = fastest(ours);
  const them = fastest(theirs);
  const ratio = them.seconds / us.seconds;
  const peakBytes = Math.max(...ours.map((one) => one.peakBytes));
  return {
    name: `${messages} messages to ${format}`,
    figures: { ...figuresOf(us, messages, size), peakMegabytes: peakBytes / 1e6 },
    peer: {
      ...figuresOf(them, messages, otherSize),
      peakMegabytes: them.peakBytes / 1e6,
      messagesPerSecondOneThread: Math.round(messages / fastest(single).seconds),
    },
    ratio,
    target: `at least ${LEAST_RATIO} of the rate of DuckDB (its default threads), at most ${MOST_BYTES / 1e6} MB, every message in it`,
    pass: whole && ratio >= LEAST_RATIO && peakBytes <= MOST_BYTES,
  };
}

function figuresOf(
  { seconds, cpuSeconds }: Measured,
  messages: number,
  size: number,
): Record<string, number> {
  return {
    seconds,
    messagesPerSecond: Math.round(messages / seconds),
    cpuMicrosPerMessage: (cpuSeconds * 1e6) / messages,
    fileMegabytes: size / 1e6,
  };
}

/** Whatever else the machine does only adds to it. */
function fastest(rounds: readonly Measured[]): Measured {
  const [first] = [...rounds].sort((a, b) => a.seconds - b.seconds);
  if (first === undefined) throw new Error('nothing was measured');
  return first;
}

/** Our process as a whole, its start included. */
function exported(format: Format, recording: string, out: string): Promise<Measured> {
  const args = [cli, 'export', recording, '--format', format, '--out', out];
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    let peakBytes = 0;
    let cpu = 0;
    const sample = setInterval(() => {
      try {
        peakBytes = Math.max(peakBytes, peakResidentBytes(child.pid ?? 0));
        cpu = cpuMicros(child.pid ?? 0);
      } catch {
        // It has just ended.
      }
    }, SAMPLE_MS);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(sample);
      const seconds = (performance.now() - begun) / 1000;
      if (code === 0) resolve({ seconds, cpuSeconds: cpu / 1e6, peakBytes });
      else reject(new Error(`the export ended with ${String(code)}`));
    });
  });
}

/** DuckDB's statement alone. @param threads 0: as many as it takes by itself. */
async function converted(
  format: Format,
  threads: number,
  recording: string,
  out: string,
): Promise<Measured> {
  return measuredSchema.parse(await python(['convert', format, String(threads), recording, out]));
}

async function isWhole(
  format: Format,
  recording: string,
  out: string,
  messages: number,
): Promise<boolean> {
  const { equal, rows } = checkedSchema.parse(await python(['check', format, recording, out]));
  if (!equal || rows !== messages) console.error(`${format}: ${rows} of ${messages}, or differing`);
  return equal && rows === messages;
}

async function python(args: readonly string[]): Promise<unknown> {
  const env = { ...process.env, PYTHONPATH: pythonFolder() };
  const { stdout } = await promisify(execFile)('python3', [peer, ...args], { env });
  return JSON.parse(stdout);
}
