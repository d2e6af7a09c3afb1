/** For the tests of this folder: what runs, and waiting without fixed pauses. */
import { readdirSync, readlinkSync } from 'node:fs';
import { statFields } from './process-stat.ts';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { identifyProcess } from './process-identity.ts';

/**
 * Every process that works inside this folder, with its helpers' helpers: all that a service of this
 * folder has left behind. Linux only.
 */
export function processesIn(folder: string): readonly number[] {
  return allProcesses().filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) && identifyProcess(pid) !== null;
    } catch {
      return false; // gone meanwhile, or another user's
    }
  });
}

/** Processes started by this one that run now. Linux only. */
export function childrenOf(parent: number): readonly number[] {
  return allProcesses().filter((pid) => {
    try {
      return statFields(`/proc/${pid}/stat`)[1] === String(parent);
    } catch {
      return false;
    }
  });
}

/** Looks until it is so. @throws Error naming `what` after 15 s */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = AbortSignal.timeout(15_000);
  while (!(await isSo())) {
    if (giveUp.aborted) throw new Error(`waited in vain: ${what}`);
    await sleep(25);
  }
}

/** True when something takes connections on this port of loopback. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

function allProcesses(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}
