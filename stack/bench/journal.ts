/**
 * `npm run bench -- journal`: records a second and CPU a record of the journal (ring, thread, lines,
 * checksums, syncs), beside a bare appendFile of the same bytes and beside @mcap/core's writer. All
 * three take turns in the same run, each in a process of its own, on the same disk.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { readingCases } from './journal-read.ts';
import { printBench, type BenchCase } from './report.ts';

const run = promisify(execFile);
const program = join(
  import.meta.dirname,
  '../../src/capture/journal/testing/bench-writer.fixture.ts',
);
const resultSchema = z.object({ seconds: z.number(), cpuMicros: z.number() });

const contenders = ['journal', 'append', 'mcap'] as const;
type Contender = (typeof contenders)[number];

const loads = [
  { size: 200, records: 200_000 },
  { size: 15_000, records: 10_000 },
] as const;
const ROUNDS = 3;

interface Measured {
  readonly recordsPerSecond: number;
  readonly cpuMicrosPerRecord: number;
  readonly megabytesPerSecond: number;
}

/** @returns Whether every record of the journal is on disk. */
export async function benchJournal(): Promise<boolean> {
  const root = makeThrowawayFolder();
  try {
    const cases: BenchCase[] = [];
    for (const { size, records } of loads) {
      console.log(`measuring ${records} × ${size} B …`);
      const taken: Record<Contender, Measured[]> = { journal: [], append: [], mcap: [] };
      let whole = true;
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const contender of contenders) {
          const folder = join(root, `${contender}-${size}-${round}`);
          taken[contender].push(await measure(contender, folder, size, records));
          if (contender === 'journal') whole &&= journalRecords(folder) === records;
          rmSync(folder, { recursive: true });
        }
      }
      cases.push(...casesOf(size, taken, whole));
    }
    cases.push(...(await readingCases(root)));
    return printBench('journal', cases);
  } finally {
    removeThrowawayFolder(root);
  }
}

function casesOf(
  size: number,
  taken: Readonly<Record<Contender, readonly Measured[]>>,
  pass: boolean,
): BenchCase[] {
  const ours = median(taken.journal);
  return (['append', 'mcap'] as const).map((peer) => {
    const theirs = median(taken[peer]);
    return {
      name: `${size} B, beside ${peer === 'append' ? 'a bare appendFile' : '@mcap/core'}`,
      figures: { ...ours },
      peer: { ...theirs },
      ratio: ours.cpuMicrosPerRecord / theirs.cpuMicrosPerRecord,
      target: 'every record is on disk (ratio: CPU a record)',
      pass,
    };
  });
}

async function measure(
  contender: Contender,
  folder: string,
  size: number,
  records: number,
): Promise<Measured> {
  mkdirSync(folder, { recursive: true });
  const args = ['--import', 'tsx', program, contender, folder, String(size), String(records)];
  const { stdout } = await run(process.execPath, args);
  const { seconds, cpuMicros } = resultSchema.parse(JSON.parse(stdout));
  return {
    recordsPerSecond: Math.round(records / seconds),
    cpuMicrosPerRecord: cpuMicros / records,
    megabytesPerSecond: (records * size) / seconds / 1e6,
  };
}

/** Messages in the segments, counted without the recorder's reader. */
function journalRecords(folder: string): number {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(folder, name), 'latin1').split('"kind":"data"').length - 1)
    .reduce((sum, count) => sum + count, 0);
}

/** The round whose rate is in the middle. */
function median(rounds: readonly Measured[]): Measured {
  const sorted = [...rounds].sort((a, b) => a.recordsPerSecond - b.recordsPerSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
