import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetFolder, recordFolder } from './registry.ts';

/** Every throwaway folder's name begins so; reap.ts removes no other. */
export const throwawayPrefix = 'syncflow-stack-';

/** A new folder of mode 0700 under the system's temporary folder, for one stack or one test. */
export function makeThrowawayFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), throwawayPrefix));
  recordFolder(folder);
  return folder;
}

export function removeThrowawayFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  forgetFolder(folder);
}
