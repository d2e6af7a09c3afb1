/**
 * The recorder as a whole: projects, sessions, capture, recordings and uploads (engine-parts.ts wires
 * them). Started once, stopped once; everything between is told by snapshots.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedRow } from '../shared/feed-row.ts';
import { RecorderError } from '../shared/errors.ts';
import type { LaneName } from '../shared/records.ts';
import type { EngineSnapshot, UploadView } from '../shared/snapshot.ts';
import type { RowsAnswer, RowsRequest, Timeline } from '../shared/timeline.ts';
import { prepareDataFolder } from './disk.ts';
import type { Notes } from './notes/notes.ts';
import type { Desk } from './desk/desk.ts';
import type { Engine, EngineOptions } from './engine-api.ts';
import { makeParts, type EngineParts } from './engine-parts.ts';
import { makeRoundTrip } from './preflight/make-round-trip.ts';
import type { RoundTrip } from './preflight/round-trip.ts';
import { surveyRecordings } from './recording/folders.ts';
import { recordingFacts } from './library/recording-facts.ts';
import type { RecordingFacts } from './library/library.ts';
import { placeOf } from './recording/look/place.ts';
import type { Verification } from './recording/verify.ts';
import { Fetches } from './retention/fetches.ts';
import type { SessionOrders } from './sessions/session-orders.ts';
import type { Uploading } from './uploads/uploading.ts';
import { adoptUnfinished } from './sessions/adopt-unfinished.ts';
import { restoreManifests } from './sessions/restore-manifests.ts';
import { acquireInstanceLock, type InstanceLock } from './state/instance-lock.ts';
import { openState, type StateDatabase } from './state/state-database.ts';

export type { Engine, EngineOptions };

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

const ROUND_TRIP_LIMIT_MS = 15_000;

class RunningEngine implements Engine {
  readonly orders: SessionOrders;
  readonly desk: Desk;
  readonly notes: Notes;
  readonly uploading: Uploading;
  readonly dataFolder: string;
  readonly recordingFacts: RecordingFacts;
  readonly #options: EngineOptions;
  readonly #lock: InstanceLock;
  readonly #state: StateDatabase;
  readonly #parts: EngineParts;
  readonly #listeners = new Set<() => void>();
  readonly #ending = new AbortController();
  readonly #fetches: Fetches;
  #stopping: Promise<void> | null = null;
  #roundTrip: RoundTrip | null = null;

  constructor(options: EngineOptions, lock: InstanceLock, state: StateDatabase) {
    this.#options = options;
    this.#lock = lock;
    this.#state = state;
    this.#parts = makeParts(options, state, () => {
      for (const listener of this.#listeners) listener();
    });
    const { config, log } = options;
    this.dataFolder = config.dataFolder;
    this.recordingFacts = recordingFacts(state, config.dataFolder);
    this.#fetches = new Fetches({
      ...{ config, state, log, signal: this.#ending.signal },
      onChange: () => {
        for (const listener of this.#listeners) listener();
      },
    });
    this.orders = this.#parts.orders;
    this.desk = this.#parts.desk;
    this.notes = this.#parts.notes;
    this.uploading = this.#parts.uploads;
  }

  async start(): Promise<void> {
    const { config, log } = this.#options;
    const { unfinished, unreadable } = await surveyRecordings(config.dataFolder);
    const restored = await restoreManifests(unreadable, this.#state, this.#parts.worker, log);
    adoptUnfinished(
      [...unfinished, ...restored].sort((a, b) => (a.folder < b.folder ? -1 : 1)),
      this.#state.sessions,
      (recordingId) => this.#parts.uploads.knows(recordingId),
      (row) => {
        this.#parts.sessions.adopt(row);
      },
    );
    this.#parts.uploads.start();
    this.#parts.sessions.start();
    for (const project of this.#parts.projects.values()) project.start();
    await this.#parts.control.start();
    this.#parts.stale.start();
    this.#parts.retention.start();
    await this.#parts.disk.start();
  }

  snapshot(): EngineSnapshot {
    return {
      at: Date.now(),
      projects: [...this.#parts.projects.values()].map((project) => project.view()),
      sessions: this.#parts.sessions.views(),
      ...this.#parts.uploads.summary(),
      fetches: this.#fetches.views(),
      capture: this.#parts.captures.a.view(),
      disk: this.#parts.disk.view,
    };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  uploads(): readonly UploadView[] {
    return this.#parts.uploads.snapshot().rows;
  }

  watch(
    recordingId: string | null,
    onFeed: (rows: readonly FeedRow[], skipped: number) => void,
  ): void {
    const laneOf = (id: string): LaneName =>
      this.#parts.sessions.views().find((view) => view.recordingId === id)?.lane ?? 'a';
    this.#parts.captures.watch(recordingId, laneOf, onFeed);
  }

  fetchRecording(recordingId: string): void {
    this.#fetches.begin(recordingId);
  }

  verify(folder: string): Promise<Verification> {
    return this.#parts.worker.verify(folder);
  }

  async timeline(sessionId: string): Promise<Timeline | null> {
    const views = this.#parts.sessions.views();
    const place = placeOf(views, sessionId);
    if (place === null) return null;
    const isOver = views.some((one) => one.sessionId === sessionId && one.phase === 'ended');
    return this.#parts.looker.timeline(place.looked, isOver ? null : Date.now());
  }

  async rows(sessionId: string, request: RowsRequest): Promise<RowsAnswer | null> {
    const place = placeOf(this.#parts.sessions.views(), sessionId);
    return place === null ? null : this.#parts.looker.rows(place.looked, request);
  }

  roundTrip(projectId: string, onChange: () => void): RoundTrip {
    if (this.#roundTrip?.isRunning === true) {
      throw new RecorderError('usage', 'A round trip is under way already.');
    }
    const { config } = this.#options;
    this.#roundTrip = makeRoundTrip(config, this.#parts, projectId, onChange);
    return this.#roundTrip;
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#roundTrip?.cancel();
    // Its session is ended first, unless SyncFlow hangs.
    await Promise.race([this.#roundTrip?.done, sleep(ROUND_TRIP_LIMIT_MS, null, { ref: false })]);
    this.#parts.disk.stop();
    await this.#parts.control.stop();
    await Promise.all([...this.#parts.projects.values()].map((project) => project.stop()));
    await this.#parts.stale.stop();
    this.#ending.abort();
    await Promise.all([this.#parts.retention.stop(), this.#fetches.idle()]);
    await this.#parts.sessions.stop();
    await this.#parts.captures.stop();
    await this.#parts.uploads.stop();
    await Promise.all([this.#parts.worker.stop(), this.#parts.looker.stop()]);
    this.#state.close();
    this.#lock.release();
  }
}
