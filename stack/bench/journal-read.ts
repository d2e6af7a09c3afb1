/**
 * The reading part of `npm run bench -- journal`: verifying, recovering and seeking in a recording of
 * 1 GB, each in a process of its own so that CPU time is that of the reading alone.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { BenchCase } from './report.ts';
import { writeBenchRecording } from './journal-read-data.ts';

const run = promisify(execFile);
const program = join(import.meta.dirname, 'journal-read-tasks.ts');
const ROUNDS = 3;
const VERIFY_MB_PER_SECOND = 300;
const RECOVERY_SECONDS_PER_GB = 3;
const SEEK_MS = 50;

const resultSchema = z.object({
  bytes: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  /** The slowest single step, of tasks that have several. */
  worstMs: z.number(),
});
type Result = z.infer<typeof resultSchema>;

/**
 * @param root A folder for the recordings, on the disk to be measured.
 * @param bytes Size of each recording.
 */
export async function readingCases(root: string, bytes = 1_000_000_000): Promise<BenchCase[]> {
  const cases: BenchCase[] = [];
  for (const size of [200, 15_000]) {
    const folder = join(root, `read-${size}`);
    mkdirSync(folder, { recursive: true });
    console.log(`writing a recording of ${bytes / 1e6} MB with payloads of ${size} B …`);
    writeBenchRecording(folder, size, bytes);
    const first = readFileSync(join(folder, 'manifest.json'));
    const recovery = await best('recover', folder);
    const recoverySeconds = (recovery.seconds * 1e9) / recovery.bytes;
    cases.push({
      name: `recovery, payloads of ${size} B`,
      figures: {
        secondsPerGb: recoverySeconds,
        cpuSecondsPerGb: (recovery.cpuSeconds * 1e9) / recovery.bytes,
      },
      peer: null,
      ratio: null,
      target: `at most ${RECOVERY_SECONDS_PER_GB} s for 1 GB`,
      pass: recoverySeconds <= RECOVERY_SECONDS_PER_GB,
    });
    await best('finalise', folder, 1);
    const verified = await best('verify', folder);
    const rate = verified.bytes / verified.cpuSeconds / 1e6;
    cases.push({
      name: `reading back and verifying, payloads of ${size} B`,
      figures: {
        megabytesPerCpuSecond: rate,
        megabytesPerSecond: verified.bytes / verified.seconds / 1e6,
      },
      peer: null,
      ratio: null,
      target: `at least ${VERIFY_MB_PER_SECOND} MB/s of one core`,
      pass: rate >= VERIFY_MB_PER_SECOND,
    });
    const seek = await best('seek', folder);
    cases.push({
      name: `seek to any time, payloads of ${size} B`,
      figures: { worstMs: seek.worstMs },
      peer: null,
      ratio: null,
      target: `at most ${SEEK_MS} ms`,
      pass: seek.worstMs <= SEEK_MS,
    });
    writeFileSync(join(folder, 'manifest.json'), first);
  }
  return cases;
}

/** The round with the least wall time: what else the machine does only adds to it. */
async function best(task: string, folder: string, rounds = ROUNDS): Promise<Result> {
  const results: Result[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { stdout } = await run(process.execPath, ['--import', 'tsx', program, task, folder]);
    results.push(resultSchema.parse(JSON.parse(stdout)));
  }
  const [first, ...others] = results;
  if (first === undefined) throw new Error('no round');
  return others.reduce(
    (a, b) => ({
      bytes: a.bytes,
      seconds: Math.min(a.seconds, b.seconds),
      cpuSeconds: Math.min(a.cpuSeconds, b.cpuSeconds),
      worstMs: Math.min(a.worstMs, b.worstMs),
    }),
    first,
  );
}
