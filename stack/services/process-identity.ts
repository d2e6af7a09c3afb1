import { spawnSync } from 'node:child_process';
import { statFields } from './process-stat.ts';
import { platform } from 'node:os';
import { z } from 'zod';

/** A process beyond doubt: process ids are used again, the id together with the start time is not. */
export const processIdentitySchema = z.object({
  pid: z.number().int().positive(),
  /** As the system gives it; only ever compared for equality. */
  started: z.string().min(1),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** The identity of a process that runs now; null when there is none (a zombie counts as none). */
export function identifyProcess(pid: number): ProcessIdentity | null {
  const started = platform() === 'linux' ? startedByProc(pid) : startedByPs(pid);
  return started === null ? null : { pid, started };
}

/** True while exactly this process runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.started === identity.started;
}

/** This process. */
export function identifySelf(): ProcessIdentity {
  const self = identifyProcess(process.pid);
  if (self === null) throw new Error('this process is not in the process table');
  return self;
}

/** Sends a signal to a whole process group; a group that is gone already is no error. */
export function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Field 22 of /proc/<pid>/stat, clock ticks since boot. */
function startedByProc(pid: number): string | null {
  let fields: string[];
  try {
    fields = statFields(`/proc/${pid}/stat`);
  } catch {
    return null;
  }
  const [state] = fields;
  return state === 'Z' || state === 'X' ? null : (fields[19] ?? null);
}

function startedByPs(pid: number): string | null {
  const ps = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [state = '', ...started] = ps.stdout.trim().split(/\s+/);
  return ps.status !== 0 || state.startsWith('Z') ? null : started.join(' ');
}
