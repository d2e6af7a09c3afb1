/**
 * Sessions and devices of SyncFlow, run from here by a person: made, watched as devices arrive, asked,
 * ended. The recordings themselves are the session supervisor's business, as always.
 */
import { RecorderError } from '../../shared/errors.ts';
import type { PingResult } from '../../shared/ping.ts';
import type { NoteRecord } from '../../shared/records.ts';
import type { SessionView } from '../../shared/snapshot.ts';
import type { SpawnPing } from '../ping/ping-room.ts';
import { pingSession } from '../ping/ping-session.ts';
import { pingToken, refuseWithoutRoom } from '../ping/ping-syncflow.ts';
import { remembered, type Listed } from './remembered.ts';
import type { SessionRow, SessionsTable } from '../state/sessions-table.ts';
import type { NewSession, SyncflowClient } from '../syncflow/client.ts';
import type { SyncflowDevice } from '../syncflow/schemas.ts';
import { makeSession, registerOnce, type NewDevice } from '../syncflow/session-desk.ts';
import {
  arrivals,
  presentByRecorder,
  presentBySyncflow,
  type Arrivals,
  type Present,
} from './arrivals.ts';

/** A SyncFlow project that can be asked, in the same row as the recorder's own calls. */
export interface DeskProject {
  call<T>(work: (client: SyncflowClient) => Promise<T>): Promise<T>;
  /** A list of its devices, read for another reason: it may name groups that nobody listens to yet. */
  devicesSeen(devices: readonly SyncflowDevice[]): void;
}

export interface DeskOptions {
  readonly projects: ReadonlyMap<string, DeskProject>;
  readonly sessions: SessionsTable;
  readonly views: () => readonly SessionView[];
  /** Sessions have changed in the state file. */
  readonly onSessions: () => void;
  /** The recorder's own device. */
  readonly ownName: string;
  readonly plainHosts: readonly string[];
  readonly spawnPing: SpawnPing;
  /** Into the recording; false when nothing writes it just now. */
  readonly note: (recordingId: string, note: NoteRecord) => boolean;
}

export interface Presence extends Arrivals {
  /** Whose devices are expected. */
  readonly groups: readonly string[];
  /** False: it was made from here, and SyncFlow told none of its groups of it. */
  readonly isAnnounced: boolean;
}

/** While a session is looked at, its devices are listed anew this often. */
const DEVICES_MAX_AGE_MS = 15_000;
/** The same for who is in its room, where our own recorder does not tell. */
const PEOPLE_MAX_AGE_MS = 5_000;

export class Desk {
  readonly #options: DeskOptions;
  readonly #devices = new Map<string, Listed<SyncflowDevice>>();
  readonly #people = new Map<string, Listed<Present>>();
  readonly #unannounced = new Set<string>();
  readonly #asking = new Set<string>();

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** The recorder's own device. */
  get ownName(): string {
    return this.#options.ownName;
  }

  /** By group and name. @throws RecorderError `syncflow-…` */
  devices(projectId: string, maxAgeMs = 0): Promise<readonly SyncflowDevice[]> {
    return remembered(this.#devices, projectId, maxAgeMs, async () => {
      const project = this.#project(projectId);
      const devices = await project.call((client) => client.devices());
      project.devicesSeen(devices);
      return [...devices].sort(
        (a, b) => a.group.localeCompare(b.group) || a.name.localeCompare(b.name),
      );
    });
  }

  /** @throws RecorderError `syncflow-…` */
  async registerDevice(
    projectId: string,
    device: NewDevice,
  ): Promise<{ readonly device: SyncflowDevice; readonly isNew: boolean }> {
    const made = await this.#project(projectId).call((client) => registerOnce(client, device));
    this.#devices.delete(projectId);
    return made;
  }

  /** @throws RecorderError `syncflow-…` */
  async deleteDevice(projectId: string, deviceId: string): Promise<void> {
    await this.#project(projectId).call((client) => client.deleteDevice(deviceId));
    this.#devices.delete(projectId);
  }

  /**
   * Makes a session; it is recorded whatever the choice of sessions says.
   * @throws RecorderError `syncflow-…` when there is none
   */
  async createSession(projectId: string, wanted: NewSession): Promise<{ sessionId: string }> {
    const { sessions, onSessions } = this.#options;
    const { session, isAnnounced } = await this.#project(projectId).call((client) =>
      makeSession(client, wanted),
    );
    const { id, name, startedAt, livekitRoomName: roomName } = session;
    const seen = { sessionId: id, projectId, roomName, name, source: 'manual', startedAt } as const;
    sessions.notice(seen, Date.now());
    const groups = wanted.deviceGroups ?? [];
    if (groups.length > 0) sessions.expect(id, groups);
    if (groups.length > 0 && !isAnnounced) this.#unannounced.add(id);
    onSessions();
    return { sessionId: id };
  }

  /** Ends a session for everybody in it. @throws RecorderError `session-unknown`, `syncflow-…` */
  async endSession(sessionId: string): Promise<void> {
    const { sessions, onSessions } = this.#options;
    const { projectId } = this.#row(sessionId);
    await this.#project(projectId).call((client) => client.stopSession(sessionId));
    if (this.#row(sessionId).state !== 'ended') {
      sessions.setState(sessionId, 'ended', Date.now(), 'session-stopped');
    }
    onSessions();
  }

  /** Whose devices are expected in the session. @throws RecorderError `session-unknown` */
  expect(sessionId: string, groups: readonly string[]): void {
    this.#options.sessions.expect(this.#row(sessionId).sessionId, groups);
  }

  /** @throws RecorderError `session-unknown`, `syncflow-…` */
  async presence(sessionId: string): Promise<Presence> {
    const { projectId, expectedGroups, announcedGroups } = this.#row(sessionId);
    const groups = expectedGroups ?? announcedGroups ?? [];
    const devices = groups.length === 0 ? [] : await this.devices(projectId, DEVICES_MAX_AGE_MS);
    const inRoom = await this.#inRoom(sessionId, projectId);
    return {
      ...arrivals(devices, groups, this.#options.ownName, inRoom),
      groups,
      isAnnounced: !this.#unannounced.has(sessionId),
    };
  }

  /**
   * Asks everybody in the session's room for a sign of life (docs/ping.md).
   * @throws RecorderError `session-unknown`, `session-over`, `session-ghost`, `ping-failed`, `syncflow-…`
   */
  async ping(sessionId: string): Promise<PingResult> {
    const { projectId, roomName } = this.#row(sessionId);
    if (this.#asking.has(sessionId)) {
      throw new RecorderError('ping-failed', 'This session is being asked already.', { sessionId });
    }
    this.#asking.add(sessionId);
    try {
      const project = this.#project(projectId);
      await project.call((client) => refuseWithoutRoom(client, sessionId));
      const { expected } = await this.presence(sessionId);
      const { spawnPing: spawn, plainHosts, note } = this.#options;
      return await pingSession({
        ...{ sessionId, spawn, plainHosts, expected },
        token: (identity) =>
          project.call((client) => pingToken(client, sessionId, roomName, identity)),
        mark: (record) => {
          const { recordingId } = this.#row(sessionId);
          return recordingId !== null && note(recordingId, record);
        },
      });
    } finally {
      this.#asking.delete(sessionId);
    }
  }

  /** Who is in the room now: as our recorder sees it, else as SyncFlow says. */
  async #inRoom(sessionId: string, projectId: string): Promise<readonly Present[]> {
    const view = this.#options.views().find((one) => one.sessionId === sessionId);
    if (view !== undefined && view.counters !== null) return presentByRecorder(view.counters);
    if (view?.phase === 'ended' || view?.phase === 'finalising') return [];
    return remembered(this.#people, sessionId, PEOPLE_MAX_AGE_MS, () =>
      this.#project(projectId).call(async (client) =>
        presentBySyncflow(await client.participants(sessionId)),
      ),
    );
  }

  #row(sessionId: string): SessionRow {
    const row = this.#options.sessions.get(sessionId);
    if (row !== null) return row;
    throw new RecorderError('session-unknown', `No session with the id ${sessionId} is known.`, {
      sessionId,
    });
  }

  #project(projectId: string): DeskProject {
    const project = this.#options.projects.get(projectId);
    if (project !== undefined) return project;
    throw new RecorderError('usage', `The project ${projectId} is not set up in this recorder.`);
  }
}
