/**
 * The recorder as a whole: wires projects, sessions, capture, recordings and uploads together. Started
 * once, stopped once; everything between is told by snapshots.
 */
import { join } from 'node:path';
import type { FeedRow } from '../shared/capture-protocol.ts';
import { RecorderError } from '../shared/errors.ts';
import type { LaneName } from '../shared/records.ts';
import type { EngineSnapshot, UploadView } from '../shared/snapshot.ts';
import { Control } from './control/control.ts';
import { Desk } from './desk/desk.ts';
import { BEGIN_PER_RESERVE, prepareDataFolder } from './disk.ts';
import { DiskWatch } from './disk-watch.ts';
import type { Engine, EngineOptions } from './engine-api.ts';
import type { Manifest } from './recording/manifest.ts';
import { readableRecordings, type RecordingView } from './recording/readable-recordings.ts';
import type { Verification } from './recording/verify.ts';
import { RecordingWorker } from './recording/worker-client.ts';
import { LaneCaptures } from './sessions/lane-captures.ts';
import { makeProjects } from './sessions/make-projects.ts';
import type { WatchedProject } from './sessions/project-context.ts';
import { adoptUnfinished } from './sessions/adopt-unfinished.ts';
import { canMiss } from './sessions/session-choice.ts';
import { SessionOrders } from './sessions/session-orders.ts';
import type { RecordingRef } from './sessions/session-recording-options.ts';
import { SessionSupervisor } from './sessions/session-supervisor.ts';
import { StaleFinaliser } from './sessions/stale-finaliser.ts';
import { acquireInstanceLock, type InstanceLock } from './state/instance-lock.ts';
import { openState, type StateDatabase } from './state/state-database.ts';
import { RecordingUploads } from './uploads/recording-uploads.ts';

export type { Engine, EngineOptions, RecordingView };

/** @throws RecorderError `already-running`, `folder-unwritable`, `disk-full`, `plain-connection-refused`, … */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { dataFolder } = options.config;
  prepareDataFolder(dataFolder);
  const lock = acquireInstanceLock(dataFolder);
  let state: StateDatabase | null = null;
  try {
    state = openState(join(dataFolder, 'state.sqlite'), options.log);
    const engine = new RunningEngine(options, lock, state);
    await engine.start();
    return engine;
  } catch (error) {
    state?.close();
    lock.release();
    throw error;
  }
}

class RunningEngine implements Engine {
  readonly orders: SessionOrders;
  readonly desk: Desk;
  readonly #options: EngineOptions;
  readonly #lock: InstanceLock;
  readonly #state: StateDatabase;
  readonly #worker: RecordingWorker;
  readonly #captures: LaneCaptures;
  readonly #projects: ReadonlyMap<string, WatchedProject>;
  readonly #sessions: SessionSupervisor;
  readonly #uploads: RecordingUploads;
  readonly #control: Control;
  readonly #stale: StaleFinaliser;
  readonly #listeners = new Set<() => void>();
  readonly #disk: DiskWatch;
  #stopping: Promise<void> | null = null;

  constructor(options: EngineOptions, lock: InstanceLock, state: StateDatabase) {
    const { config, log, software, spawnCapture } = options;
    const { dataFolder, plainHosts } = config;
    this.#options = options;
    this.#lock = lock;
    this.#state = state;
    const onChange = (): void => {
      this.#changed();
    };
    this.orders = new SessionOrders(state.sessions, () => {
      this.#sessions.reconcile();
    });
    const { reserveBytes } = config.journal;
    const bytesToBegin = reserveBytes * BEGIN_PER_RESERVE;
    this.#disk = new DiskWatch({ folder: dataFolder, reserveBytes, bytesToBegin, log, onChange });
    this.#worker = new RecordingWorker(options.recordingWorkerEntry);
    this.#uploads = new RecordingUploads({ config, state, log, onChange });
    this.#captures = new LaneCaptures({
      spawn: spawnCapture,
      journal: config.journal,
      clock: config.clock,
      software: `${software.name} ${software.version}`,
      choice: config.capture,
      log,
    });
    this.#projects = makeProjects({
      config,
      state,
      log,
      onSessions: () => {
        this.#sessions.reconcile();
      },
      onVideo: (sessionId) => {
        this.#sessions.noteVideo(sessionId);
      },
      onChange,
    });
    this.#sessions = new SessionSupervisor({
      dataFolder,
      bytesToBegin,
      software,
      plainHosts,
      state,
      captures: this.#captures,
      worker: this.#worker,
      log,
      projects: this.#projects,
      roomAwayMs: config.timings.roomAwayMs,
      autoFinalise: config.finalise.auto,
      onChange,
      onSegmentClosed: (recording, file, size) => {
        this.#uploads.segmentClosed(recording, file, size);
      },
      onFinalised: (recording, manifest) => {
        this.#finalised(recording, manifest);
      },
    });
    this.desk = new Desk({
      projects: this.#projects,
      sessions: state.sessions,
      views: () => this.#sessions.views(),
      onSessions: () => {
        this.#sessions.reconcile();
      },
      ownName: config.deviceName,
      plainHosts,
      spawnPing: options.spawnPing,
      note: (recordingId, note) => this.#captures.note(recordingId, note),
    });
    const target = {
      ping: (sessionId: string) => this.desk.ping(sessionId),
      orders: this.orders,
      recorder: {
        name: config.deviceName,
        pid: process.pid,
        version: software.version,
        canMiss: canMiss(config.sessions),
      },
      sessions: () => this.#sessions.views(),
      journal: () => this.#captures.a.view().journal,
      disk: () => this.#disk.view,
      refresh: async () => {
        await Promise.all([...this.#projects.values()].map((project) => project.refresh()));
        this.#sessions.reconcile();
      },
    };
    this.#control = new Control(config, target, log);
    this.#stale = new StaleFinaliser({
      dataFolder,
      state,
      worker: this.#worker,
      ...config.finalise,
      projects: new Set(config.projects.map(({ projectId }) => projectId)),
      isHandedOn: (recordingId) => this.#uploads.knows(recordingId),
      onFinalised: (recording, manifest) => {
        this.#finalised(recording, manifest);
      },
      log,
    });
  }

  async start(): Promise<void> {
    await adoptUnfinished(
      this.#options.config.dataFolder,
      this.#state.sessions,
      (recordingId) => this.#uploads.knows(recordingId),
      (row) => {
        this.#sessions.adopt(row);
      },
    );
    this.#uploads.start();
    this.#sessions.start();
    for (const project of this.#projects.values()) project.start();
    await this.#control.start();
    this.#stale.start();
    await this.#disk.start();
  }

  snapshot(): EngineSnapshot {
    return {
      at: Date.now(),
      projects: [...this.#projects.values()].map((project) => project.view()),
      sessions: this.#sessions.views(),
      uploads: this.#uploads.snapshot().counts,
      capture: this.#captures.a.view(),
      disk: this.#disk.view,
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  uploads(): readonly UploadView[] {
    return this.#uploads.snapshot().rows;
  }

  retryUploads(which: readonly number[] | 'all'): number {
    return this.#uploads.retry(which);
  }

  cancelUploads(ids: readonly number[]): number {
    return this.#uploads.cancel(ids);
  }

  watch(
    recordingId: string | null,
    onFeed: (rows: readonly FeedRow[], skipped: number) => void,
  ): void {
    const laneOf = (id: string): LaneName =>
      this.#sessions.views().find((view) => view.recordingId === id)?.lane ?? 'a';
    this.#captures.watch(recordingId, laneOf, onFeed);
  }

  recordings(): Promise<readonly RecordingView[]> {
    return readableRecordings(this.#options.config.dataFolder, this.#options.log);
  }

  async verify(recordingId: string): Promise<Verification> {
    const all = await this.recordings();
    const found = all.find(({ manifest }) => manifest.recordingId === recordingId);
    if (found === undefined) throw new RecorderError('usage', `no recording ${recordingId}`);
    return this.#worker.verify(found.folder);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#disk.stop();
    await this.#control.stop();
    await Promise.all([...this.#projects.values()].map((project) => project.stop()));
    await this.#stale.stop();
    await this.#sessions.stop();
    await this.#captures.stop();
    await this.#uploads.stop();
    await this.#worker.stop();
    this.#state.close();
    this.#lock.release();
  }

  #finalised(recording: RecordingRef, manifest: Manifest): void {
    this.#options.log.info('recording finalised', {
      sessionId: recording.sessionId,
      recordingId: recording.recordingId,
      status: manifest.status,
      messages: manifest.counts.messages,
      gaps: manifest.gaps.length,
    });
    this.#options.onFinalised?.(recording.folder, manifest);
    this.#uploads.finalised(recording, manifest);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
