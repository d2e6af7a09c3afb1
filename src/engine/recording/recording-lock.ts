/**
 * One writer for a recording folder: `recording.lock` holds pid and start time of the writer. A lock
 * whose process is gone, or whose pid now belongs to another process, is taken over.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';

const LOCK_FILE = 'recording.lock';
const lockSchema = z.object({ pid: z.number().int(), startTime: z.string().nullable() });

export interface RecordingLock {
  release(): void;
}

/**
 * Throws `recording-locked` while another living process writes the recording. Whoever recovers or
 * finalises asks first: an orphaned capture child goes on writing for up to two seconds.
 */
export function refuseIfWritten(folder: string): void {
  const holder = readLock(join(folder, LOCK_FILE));
  if (holder === null || holder.pid === process.pid || !isAlive(holder)) return;
  throw new RecorderError('recording-locked', `process ${holder.pid} writes ${folder}`);
}

/** Throws `recording-locked` while another living process holds the folder. */
export function lockRecording(folder: string): RecordingLock {
  refuseIfWritten(folder);
  const file = join(folder, LOCK_FILE);
  const mine = JSON.stringify({ pid: process.pid, startTime: processStartTime(process.pid) });
  // Inside a data folder that one instance owns, two writers can only be an old child and a new one.
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, mine, { mode: 0o600 });
  renameSync(temporary, file);
  return {
    release: () => {
      if (readLock(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function readLock(file: string): z.infer<typeof lockSchema> | null {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing, or torn by a crash: either way nobody holds it.
    return null;
  }
}

function isAlive(holder: { pid: number; startTime: string | null }): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return holder.startTime === null || processStartTime(holder.pid) === holder.startTime;
}

/** When a process started, in the kernel's own unit; null where only Linux's /proc would tell. */
function processStartTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field may hold spaces and parentheses; field 22 is counted from after the last ')'.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
