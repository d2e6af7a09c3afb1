/** The parts of the engine, each made once and wired to those that it tells something. */
import { Control } from './control/control.ts';
import { Notes } from './notes/notes.ts';
import { Desk } from './desk/desk.ts';
import { BEGIN_PER_RESERVE } from './disk.ts';
import { DiskWatch } from './disk-watch.ts';
import type { EngineOptions } from './engine-api.ts';
import type { Manifest } from './recording/manifest.ts';
import { RecordingWorker } from './recording/worker-client.ts';
import { LaneCaptures } from './sessions/lane-captures.ts';
import { makeProjects } from './sessions/make-projects.ts';
import type { WatchedProject } from './sessions/project-context.ts';
import { canMiss } from './sessions/session-choice.ts';
import { SessionOrders } from './sessions/session-orders.ts';
import type { RecordingRef } from './sessions/session-recording-options.ts';
import { SessionSupervisor } from './sessions/session-supervisor.ts';
import { StaleFinaliser } from './sessions/stale-finaliser.ts';
import type { StateDatabase } from './state/state-database.ts';
import { Retention } from './retention/retention.ts';
import { askDestinations } from './retention/still-stored.ts';
import { renamedLines } from './uploads/renamed-lines.ts';
import { RecordingUploads } from './uploads/recording-uploads.ts';

export interface EngineParts {
  readonly orders: SessionOrders;
  readonly desk: Desk;
  readonly disk: DiskWatch;
  readonly worker: RecordingWorker;
  /** Reads what somebody looks at: never behind the finalising of another recording. */
  readonly looker: RecordingWorker;
  readonly notes: Notes;
  readonly captures: LaneCaptures;
  readonly projects: ReadonlyMap<string, WatchedProject>;
  readonly sessions: SessionSupervisor;
  readonly uploads: RecordingUploads;
  readonly retention: Retention;
  readonly control: Control;
  readonly stale: StaleFinaliser;
}

/**
 * Nothing is started yet.
 * @param onChange Something in the snapshot may have changed.
 * @throws RecorderError `plain-connection-refused`, `config-bad-value`
 */
export function makeParts(
  options: EngineOptions,
  state: StateDatabase,
  onChange: () => void,
): EngineParts {
  const { config, log, software } = options;
  const { dataFolder, plainHosts } = config;
  const { reserveBytes } = config.journal;
  const bytesToBegin = reserveBytes * BEGIN_PER_RESERVE;
  const reconcile = (): void => {
    sessions.reconcile();
  };
  const onFinalised = (recording: RecordingRef, manifest: Manifest): void => {
    log.info('recording finalised', {
      sessionId: recording.sessionId,
      recordingId: recording.recordingId,
      status: manifest.status,
      messages: manifest.counts.messages,
      gaps: manifest.gaps.length,
    });
    const renamed = renamedLines(state.uploads.list({ recordingId: recording.recordingId }));
    options.onFinalised?.(recording.folder, manifest, renamed);
    uploads.finalised(recording, manifest);
  };
  const orders = new SessionOrders(state.sessions, reconcile);
  const disk = new DiskWatch({
    ...{ folder: dataFolder, reserveBytes, bytesToBegin, log, onChange },
    planned: () => retention.planned,
  });
  const worker = new RecordingWorker(options.recordingWorkerEntry);
  const looker = new RecordingWorker(options.recordingWorkerEntry);
  const uploads = new RecordingUploads({
    ...{ config, state, log, onChange },
    written: () => captures.written,
  });
  const retention = new Retention({
    ...{ dataFolder, state, log },
    keepDays: config.uploads.keepDays,
    destinationsOf: (projectId) => uploads.destinationsOf(projectId),
    ask: askDestinations(config),
    onChange: () => {
      uploads.ledgerChanged();
    },
  });
  const captures = new LaneCaptures({
    spawn: options.spawnCapture,
    journal: config.journal,
    clock: config.clock,
    software: `${software.name} ${software.version}`,
    choice: config.capture,
    countersMs: options.countersMs,
    log,
  });
  const projects = makeProjects({
    ...{ config, state, log, onChange },
    onSessions: reconcile,
    onVideo: (sessionId) => {
      sessions.noteVideo(sessionId);
    },
  });
  const sessions = new SessionSupervisor({
    ...{ dataFolder, bytesToBegin, software, plainHosts, state, captures, worker, log, projects },
    roomAwayMs: config.timings.roomAwayMs,
    autoFinalise: config.finalise.auto,
    onChange,
    onSegmentClosed: (recording, file, size) => {
      uploads.segmentClosed(recording, file, size);
      // Derived: whoever needs it makes it, if it did not come about here.
      worker.index(recording.folder, file).catch(() => undefined);
    },
    onFinalised,
  });
  const desk = new Desk({
    projects,
    sessions: state.sessions,
    views: () => sessions.views(),
    onSessions: reconcile,
    ownName: config.deviceName,
    plainHosts,
    spawnPing: options.spawnPing,
    note: (recordingId, note) => captures.note(recordingId, note),
  });
  const notes = new Notes({
    views: () => sessions.views(),
    write: (recordingId, note) => captures.note(recordingId, note),
    read: (looked) => looker.notes(looked),
  });
  const target = {
    notes,
    ping: (sessionId: string) => desk.ping(sessionId),
    orders,
    recorder: {
      name: config.deviceName,
      pid: process.pid,
      version: software.version,
      canMiss: canMiss(config.sessions),
    },
    sessions: () => sessions.views(),
    journal: () => captures.a.view().journal,
    disk: () => disk.view,
    refresh: async () => {
      await Promise.all([...projects.values()].map((project) => project.refresh()));
      reconcile();
    },
  };
  const control = new Control(config, target, log);
  const stale = new StaleFinaliser({
    ...{ dataFolder, state, worker, log, onFinalised },
    ...config.finalise,
    projects: new Set(config.projects.map(({ projectId }) => projectId)),
    isHandedOn: (recordingId) => uploads.knows(recordingId),
  });
  return {
    ...{
      orders,
      desk,
      disk,
      worker,
      looker,
      notes,
      captures,
      projects,
      sessions,
      uploads,
      retention,
      control,
      stale,
    },
  };
}
