/** Memory, open files and threads of the recorder while a soak runs, and whether they grow. Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Sample {
  readonly atMs: number;
  readonly residentMb: number;
  readonly files: number;
  readonly threads: number;
}

/** Null when one of the processes is gone. */
export function sample(pids: readonly number[], atMs: number): Sample | null {
  try {
    let [residentMb, files, threads] = [0, 0, 0];
    for (const pid of pids) {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      residentMb += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000;
      threads += Number(/Threads:\s+(\d+)/.exec(status)?.[1] ?? 0);
      files += readdirSync(`/proc/${pid}/fd`).length;
    }
    return { atMs, residentMb, files, threads };
  } catch {
    // Killed between two looks.
    return null;
  }
}

export interface Trend {
  readonly least: number;
  readonly most: number;
  readonly last: number;
  /** Growth an hour: least squares over all samples. */
  readonly perHour: number;
}

export function trend(samples: readonly Sample[], of: Exclude<keyof Sample, 'atMs'>): Trend {
  const values = samples.map((one) => one[of]);
  const times = samples.map((one) => one.atMs / 3_600_000);
  const mean = (all: readonly number[]): number =>
    all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length);
  const [middleTime, middle] = [mean(times), mean(values)];
  let [rise, run] = [0, 0];
  for (const [index, time] of times.entries()) {
    rise += (time - middleTime) * ((values[index] ?? 0) - middle);
    run += (time - middleTime) ** 2;
  }
  return {
    least: Math.min(...values),
    most: Math.max(...values),
    last: values.at(-1) ?? 0,
    perHour: run === 0 ? 0 : rise / run,
  };
}
