/**
 * `syncflow-recorder check --round-trip`: a test session goes all the way, from its announcement to the
 * bucket. It has a data folder of its own inside the recorder's and records nothing else, so that what is
 * recorded otherwise, and what waits for its upload, stays untouched.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../shared/log.ts';
import { software } from '../shared/software.ts';
import { RecorderError } from '../shared/errors.ts';
import type { RoundTripView } from '../shared/ipc/preflight.ts';
import type { EngineConfig } from '../engine/config/config.ts';
import { prepareDataFolder } from '../engine/disk.ts';
import { startEngine, type Engine } from '../engine/engine.ts';
import { TEST_SESSION_NAME } from '../engine/preflight/round-trip.ts';
import { acquireInstanceLock } from '../engine/state/instance-lock.ts';
import type { Children } from './children.ts';
import { EXIT_CANCELLED } from './long-work.ts';
import { printJson, printLine } from './output.ts';
import { firstSignal } from './signals.ts';

const NAMES_WITHIN_MS = 10_000;
const LOOK_MS = 50;

type Step = RoundTripView['steps'][number];

/**
 * In each project of SyncFlow, one after the other.
 * @returns 0 when all of it went well, 1 when not, 130 when it was cancelled
 * @throws RecorderError `already-running`: that recorder takes the project's announcements, and its window
 *   has the same; `config-bad-value`: no project is one of SyncFlow
 */
export async function roundTripCommand(
  config: EngineConfig,
  children: Children,
  json: boolean,
  log: Log,
): Promise<number> {
  if (config.projects.every(({ kind }) => kind !== 'syncflow')) {
    throw new RecorderError('config-bad-value', 'Only a SyncFlow project can have a test session.');
  }
  prepareDataFolder(config.dataFolder);
  const lock = acquireInstanceLock(config.dataFolder);
  const dataFolder = mkdtempSync(join(config.dataFolder, 'round-trip-'));
  try {
    const engine = await startEngine({
      config: {
        ...config,
        dataFolder,
        sessions: `name:${TEST_SESSION_NAME}`,
        remoteControl: null,
        finalise: { ...config.finalise, auto: true },
        uploads: { ...config.uploads, limitBytesPerSecond: null, keepDays: null },
      },
      log,
      software,
      spawnCapture: children.spawnCapture,
      spawnPing: children.spawnPing,
      recordingWorkerEntry: children.recordingWorker,
    });
    try {
      return await throughAll(engine, json);
    } finally {
      await engine.stop();
    }
  } finally {
    // What is worth keeping is in the bucket by now; what is not was a test.
    rmSync(dataFolder, { recursive: true, force: true });
    lock.release();
  }
}

async function throughAll(engine: Engine, json: boolean): Promise<number> {
  const cancelled = new AbortController();
  void firstSignal().then(() => {
    cancelled.abort();
  });
  // Its name is known when SyncFlow has answered once.
  const giveUp = AbortSignal.timeout(NAMES_WITHIN_MS);
  const isNew = (): boolean =>
    engine.snapshot().projects.some(({ api }) => api.state === 'unknown');
  while (isNew() && !giveUp.aborted) await sleep(LOOK_MS);
  const projects = engine.snapshot().projects.filter(({ kind }) => kind === 'syncflow');
  let isGood = true;
  for (const { projectId } of projects) {
    const told = new Set<string>();
    const tell = (steps: readonly Step[], project: string): void => {
      for (const step of steps) {
        if (step.state === 'waiting' || step.state === 'running' || told.has(step.id)) continue;
        told.add(step.id);
        print(step, project, json);
      }
    };
    const trip = engine.roundTrip(projectId, () => {
      // The first change comes before there is a name for it.
      queueMicrotask(() => {
        const { steps, project } = trip.view();
        tell(steps, project.name);
      });
    });
    cancelled.signal.addEventListener('abort', () => {
      trip.cancel();
    });
    await trip.done;
    const { steps, project, left } = trip.view();
    tell(steps, project.name);
    // Its recording goes with the folder in which it was made.
    const lasting = left.filter((line) => !line.includes('on this computer'));
    for (const line of json ? [] : lasting) printLine(`        ${line}`);
    if (json) printJson({ type: 'round-trip-end', project: project.name, left: lasting });
    isGood &&= steps.every(({ state }) => state === 'ok');
    if (cancelled.signal.aborted) return EXIT_CANCELLED;
  }
  return isGood ? 0 : 1;
}

function print({ id, state, detail, error }: Step, project: string, json: boolean): void {
  if (json) {
    printJson({ type: 'round-trip', project, step: id, state, detail, error });
    return;
  }
  const says = detail ?? error?.message ?? 'the run ended before it';
  printLine(`${state.padEnd(7)} test session in ${project}, ${id}: ${says}`);
  if (error !== null) printLine(`        ${error.fix}`);
}
