/** Memory, open files and threads of processes while a soak runs, and whether they grow. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';
import { median } from '../figures.ts';

export interface Sample {
  readonly atMs: number;
  readonly residentMb: number;
  readonly files: number;
  readonly threads: number;
}
export type Figure = Exclude<keyof Sample, 'atMs'>;
export const figures: readonly Figure[] = ['residentMb', 'files', 'threads'];

/** Null when the process is gone. */
export function sample(pid: number, atMs: number): Sample | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const residentMb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
    const threads = Number(/Threads:\s+(\d+)/.exec(status)?.[1] ?? 0);
    return { atMs, residentMb, threads, files: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    // Killed between two looks.
    return null;
  }
}

export interface Trend {
  readonly least: number;
  readonly most: number;
  /** The medians of the first and of the last third. */
  readonly early: number;
  readonly late: number;
}

/** Of nothing: NaN. */
export function trend(samples: readonly Sample[], of: Figure): Trend {
  const values = samples.map((one) => one[of]);
  const third = Math.max(1, Math.floor(values.length / 3));
  return {
    least: Math.min(...values),
    most: Math.max(...values),
    early: median(values.slice(0, third)),
    late: median(values.slice(-third)),
  };
}
