/**
 * The command line inside the installed app, without a window: the fuses of the package forbid to run the
 * program as plain Node, so its own main process runs the commands and its utility processes are the
 * children. `/usr/bin/syncflow-recorder` starts it so (scripts/package-deb.mjs).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app } from 'electron';
import { runProgram } from '../cli/program.ts';
import { logTo } from '../shared/log.ts';
import { utilityChild } from './recorder/utility-child.ts';

/** @param base import.meta.url of the built main process. */
export async function runCommandLine(argv: readonly string[], base: string): Promise<void> {
  // Chromium's profile: nothing of it is used, and a service's user may have no home.
  const profile = mkdtempSync(join(tmpdir(), 'syncflow-recorder-'));
  app.setPath('userData', profile);
  app.disableHardwareAcceleration();
  await app.whenReady();
  // Electron would end the app at once; see quit.ts.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeAllListeners(signal);
  const log = logTo((_level, event, fields) => {
    process.stderr.write(`${event}: ${JSON.stringify(fields)}\n`);
  });
  const beside = (path: string): string => fileURLToPath(new URL(path, base));
  const code = await runProgram(argv, {
    spawnCapture: () => utilityChild(beside('./capture.js'), 'SyncFlow Recorder capture', log),
    spawnPing: () => utilityChild(beside('./ping.js'), 'SyncFlow Recorder ping', log),
    recordingWorker: new URL('./recording-worker.js', base),
    exportHelper: new URL('./export-helper.js', base),
  });
  rmSync(profile, { recursive: true, force: true });
  app.exit(code);
}
