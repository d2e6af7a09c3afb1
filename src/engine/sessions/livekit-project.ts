/**
 * A bare LiveKit server as a project, without SyncFlow: its rooms are found through its API, and each
 * is a session, known by its SID. It never starts or stops a recording: the supervisor compares.
 */
import { Backoff } from '../../shared/backoff.ts';
import { RecorderError, toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { ProjectView } from '../../shared/snapshot.ts';
import type { EngineConfig, LivekitProjectConfig } from '../config/config.ts';
import { LivekitRooms } from '../livekit/rooms.ts';
import type { StateDatabase } from '../state/state-database.ts';
import { livekitGrants, type GrantSource } from './grants.ts';
import { learnRooms } from './learn-rooms.ts';
import { namePatterns, type NamePatterns } from './name-patterns.ts';
import { Poller } from './poller.ts';
import type { SessionStanding, WatchedProject } from './project-context.ts';
import { ServiceHealth } from './service-health.ts';

export interface LivekitProjectOptions {
  readonly config: EngineConfig;
  readonly project: LivekitProjectConfig;
  readonly state: StateDatabase;
  readonly log: Log;
  /** Sessions may have changed in the state file. */
  readonly onSessions: () => void;
  /** Something in the view changed. */
  readonly onChange: () => void;
}

/** A server that does not answer is asked less and less often. */
const LONGEST_PAUSE_MS = 30_000;

export class LivekitProject implements WatchedProject {
  readonly projectId: string;
  readonly redundant: boolean;
  readonly counter: string | null;
  readonly knownBy = 'room-sid';
  readonly cannotSee = [];
  readonly #options: LivekitProjectOptions;
  readonly #rooms: LivekitRooms;
  readonly #patterns: NamePatterns;
  readonly #poller: Poller;
  readonly #api = new ServiceHealth();
  readonly #backoff: Backoff;

  /** @throws RecorderError `plain-connection-refused`, `config-bad-value` */
  constructor(options: LivekitProjectOptions) {
    const { config, project } = options;
    const { roomsPollMs } = config.timings;
    const patterns = namePatterns(project.rooms);
    if (patterns === null) throw new RecorderError('config-bad-value', 'No room is named.');
    this.projectId = project.projectId;
    this.redundant = project.redundant;
    this.counter = project.counter;
    this.#options = options;
    this.#patterns = patterns;
    this.#rooms = new LivekitRooms({ ...project, plainHosts: config.plainHosts });
    this.#backoff = new Backoff({
      initialMs: roomsPollMs,
      maxMs: Math.max(roomsPollMs, LONGEST_PAUSE_MS),
    });
    this.#poller = new Poller(
      () => this.#readRooms(),
      () => (this.#api.view.state === 'trouble' ? this.#backoff.next() : roomsPollMs),
    );
  }

  start(): void {
    const { project, state } = this.#options;
    const { projectId, name, url } = project;
    state.projects.saveProject({ projectId, name, livekitUrl: url }, Date.now());
    this.#poller.start();
  }

  stop(): Promise<void> {
    this.#poller.stop();
    return Promise.resolve();
  }

  view(): ProjectView {
    return {
      projectId: this.projectId,
      kind: 'livekit',
      name: this.#options.project.name,
      api: this.#api.view,
      broker: null,
      unreadable: { count: 0, lastAt: null, reason: null },
      canMiss: null,
    };
  }

  refresh(): Promise<void> {
    return this.#poller.refresh();
  }

  /** Rooms are made and ended elsewhere. */
  /** There are none to announce sessions to. */
  devicesSeen(): void {
    return;
  }

  call(): Promise<never> {
    const { name } = this.#options.project;
    const message = `${name} is a LiveKit server without SyncFlow: it has no devices, and its rooms are not made from here.`;
    return Promise.reject(new RecorderError('usage', message));
  }

  facts(): Promise<{ name: string; livekitUrl: string }> {
    const { name, url } = this.#options.project;
    return Promise.resolve({ name, livekitUrl: url });
  }

  async standing(sessionId: string): Promise<SessionStanding> {
    const row = this.#options.state.sessions.get(sessionId);
    if (row === null) return 'closed';
    const rooms = await this.#ask(() => this.#rooms.list(row.roomName));
    return rooms.some(({ sid }) => sid === sessionId) ? 'started' : 'closed';
  }

  /** No SyncFlow, no recordings of its own. */
  videoRecordings(): Promise<null> {
    return Promise.resolve(null);
  }

  /** Each grant is made only while the room is there: joining one that is gone would make it anew. */
  grants(sessionId: string, roomName: string): GrantSource {
    const { url, key, secret } = this.#options.project;
    const made = livekitGrants({ url, key, secret, roomName });
    return {
      next: async () => {
        if ((await this.standing(sessionId)) === 'started') return made.next();
        throw new RecorderError('session-over', `The room ${roomName} is gone.`, { sessionId });
      },
      close: () => {
        made.close();
      },
    };
  }

  async #readRooms(): Promise<void> {
    const { state, log, onSessions } = this.#options;
    const askedAt = Date.now();
    try {
      const list = await this.#ask(() => this.#rooms.list());
      const { projectId } = this;
      learnRooms(state.sessions, { projectId, list, askedAt, patterns: this.#patterns });
      this.#backoff.reset();
    } catch (thrown) {
      const { code, message } = toRecorderError(thrown);
      log.warn('the rooms cannot be listed', { projectId: this.projectId, code, error: message });
    }
    onSessions();
  }

  /** Any call to the API tells how it is doing. */
  #ask<T>(call: () => Promise<T>): Promise<T> {
    return this.#api.judge(call, this.#options.onChange);
  }
}
