import { readdirSync } from 'node:fs';
import { statFields } from './process-stat.ts';

const LIMIT_MS = 2_000;
const LOOK_EVERY_MS = 2;
const still = new Int32Array(new SharedArrayBuffer(4));

/**
 * Waits, without yielding, until each thread of a process that got SIGSTOP has stopped. A signal is only
 * sent when `kill` returns: on a busy machine a server answered a request that came after it (seen).
 * Where there is no /proc nothing is waited for; after two seconds it is given up.
 */
export function untilStopped(pid: number): void {
  const deadline = Date.now() + LIMIT_MS;
  while (!isStopped(pid) && Date.now() < deadline) Atomics.wait(still, 0, 0, LOOK_EVERY_MS);
}

function isStopped(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => {
      const [state] = statFields(`/proc/${pid}/task/${thread}/stat`);
      return state === 'T' || state === 't';
    });
  } catch {
    return true;
  }
}
