/**
 * Removes what dead owners left behind. Normally guardian.ts has ended their processes already; this
 * is for the rest: folders, port reservations, and processes whose guardian was killed too.
 */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { releaseStalePorts } from './free-port.ts';
import { isRunning, signalGroup } from './process-identity.ts';
import { readOwners } from './registry.ts';
import { throwawayPrefix } from './throwaway-folder.ts';

export interface Reaped {
  /** Names of the processes that were killed. */
  readonly processes: readonly string[];
  readonly folders: readonly string[];
  readonly ports: readonly number[];
}

/** Safe at any time, also while other stacks run: only what belongs to a dead owner is touched. */
export function reapLeftovers(): Reaped {
  const processes: string[] = [];
  const folders: string[] = [];
  for (const { file, record } of readOwners()) {
    if (isRunning(record.owner)) continue;
    for (const leftover of record.processes.filter(isRunning)) {
      signalGroup(leftover.pid, 'SIGKILL');
      processes.push(leftover.name);
    }
    for (const folder of record.folders) {
      if (!basename(folder).startsWith(throwawayPrefix)) continue;
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
      folders.push(folder);
    }
    rmSync(file, { force: true });
  }
  return { processes, folders, ports: releaseStalePorts() };
}
