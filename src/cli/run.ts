/** `syncflow-recorder run`: the recorder without a window. */
import type { Log } from '../shared/log.ts';
import { software } from '../shared/software.ts';
import type { EngineSnapshot } from '../shared/snapshot.ts';
import { startEngine, type Engine } from '../engine/engine.ts';
import { parseMonitorAddress } from '../engine/monitor/monitor-address.ts';
import { Monitor } from '../engine/monitor/monitor.ts';
import { receiptLines } from '../engine/recording/receipt.ts';
import { canMiss } from '../engine/sessions/session-choice.ts';
import type { EngineConfig } from '../engine/config/config.ts';
import type { Children } from './children.ts';
import { printJson, printLine } from './output.ts';
import { firstSignal } from './signals.ts';
import { StatusReporter } from './status-line.ts';
import { UploadReporter } from './upload-lines.ts';

/** Runs until a signal comes; ends cleanly then, everything resumable. */
export async function runCommand(
  config: EngineConfig,
  children: Children,
  json: boolean,
  log: Log,
): Promise<number> {
  const signal = firstSignal();
  const monitored = monitorOf(config, log, () => engine.snapshot());
  const engine: Engine = await startEngine({
    config,
    log,
    software,
    spawnCapture: children.spawnCapture,
    spawnPing: children.spawnPing,
    recordingWorkerEntry: children.recordingWorker,
    onFinalised: (folder, manifest, renamed) => {
      monitored?.finalised(manifest);
      if (json) printJson({ type: 'receipt', folder, manifest, renamed });
      else {
        for (const line of receiptLines(manifest, folder)) printLine(line);
        for (const line of renamed) printLine(`  note: ${line}`);
      }
    },
  });
  let monitorPort: number | null;
  try {
    monitorPort = (await monitored?.start()) ?? null;
  } catch (error) {
    await engine.stop();
    throw error;
  }
  const { dataFolder } = config;
  if (json) printJson({ type: 'ready', pid: process.pid, dataFolder, monitorPort });
  else printLine(`recording for ${config.projects.length} project(s) into ${dataFolder}`);
  if (monitorPort !== null && !json) printLine(`health and metrics on port ${monitorPort}`);
  const missing = canMiss(config.sessions);
  if (missing !== null && !json) printLine(`note: ${missing}`);
  const sessions = new StatusReporter(() => engine.snapshot().sessions, json);
  const uploads = new UploadReporter(() => engine.uploads(), json);
  log.info('ending', { signal: await signal });
  sessions.stop();
  uploads.stop();
  await engine.stop();
  await monitored?.stop();
  return 0;
}

function monitorOf(
  { monitor }: EngineConfig,
  log: Log,
  snapshot: () => EngineSnapshot,
): Monitor | null {
  const address = monitor === null ? null : parseMonitorAddress(monitor);
  return address === null
    ? null
    : new Monitor({ address, version: software.version, snapshot, log });
}
