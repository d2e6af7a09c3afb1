/**
 * One SyncFlow project: hears announcements, reads the list of sessions, and writes what it learns into
 * the state file. It never starts or stops a recording: `onChange` lets the supervisor compare.
 */
import { toRecorderError, type RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { ProjectView } from '../../shared/snapshot.ts';
import type { Announcement } from '../announcements/announcement.ts';
import { syncflowServer, type EngineConfig, type SyncflowProjectConfig } from '../config/config.ts';
import type { StateDatabase } from '../state/state-database.ts';
import { createSyncflowClient, type SyncflowClient } from '../syncflow/client.ts';
import type { SyncflowDevice } from '../syncflow/schemas.ts';
import type { VideoRecording } from '../recording/manifest.ts';
import type { LinkGrantMessage } from './capture-room.ts';
import { stockedGrants, type GrantSource } from './grants.ts';
import { JoinTokens } from './join-tokens.ts';
import { learnSessions, noticeSession } from './learn-sessions.ts';
import { Poller } from './poller.ts';
import { ProjectAnnouncements } from './project-announcements.ts';
import type { SessionStanding, WatchedProject } from './project-context.ts';
import { ServiceHealth } from './service-health.ts';
import { canMiss, isOurs } from './session-choice.ts';
import { VideoCounts } from './video-counts.ts';
import { videoRecordingsOf } from './video-recordings-of.ts';

export interface ProjectWatcherOptions {
  readonly config: EngineConfig;
  readonly project: SyncflowProjectConfig;
  readonly state: StateDatabase;
  readonly log: Log;
  /** Sessions may have changed in the state file. */
  readonly onSessions: () => void;
  /** SyncFlow has begun or ended recording sound or picture of this session. */
  readonly onVideo: (sessionId: string) => void;
  /** Something in the view changed. */
  readonly onChange: () => void;
}

const GRANT_SPARES = 2;
/** The device group that recorders share by convention (syncflow-contract.md). */
const RECORDERS_GROUP = 'text-egress';
/** SyncFlow's tokens are valid for 6 h (syncflow-contract.md). */
const GRANT_MAX_AGE_MS = 5 * 3600_000;

export class ProjectWatcher implements WatchedProject {
  readonly projectId: string;
  readonly redundant: boolean;
  readonly counter: string | null;
  readonly knownBy = 'metadata';
  readonly cannotSee: readonly string[];
  readonly #options: ProjectWatcherOptions;
  readonly #client: SyncflowClient;
  readonly #announcements: ProjectAnnouncements;
  readonly #sessions: Poller;
  readonly #api = new ServiceHealth();
  readonly #video = new VideoCounts();
  readonly #joinTokens = new JoinTokens();

  constructor(options: ProjectWatcherOptions) {
    const { config, project, state, log, onChange } = options;
    const { serverUrl } = syncflowServer(config);
    this.projectId = project.projectId;
    this.redundant = project.redundant;
    this.counter = project.counter;
    const missing = canMiss(config.sessions);
    this.cannotSee = missing === null ? [] : [missing];
    this.#options = options;
    this.#client = createSyncflowClient({
      serverUrl,
      plainHosts: config.plainHosts,
      projectId: project.projectId,
      key: project.key,
      secret: project.secret,
      log,
    });
    this.#sessions = new Poller(
      () => this.#readSessions(),
      () => config.timings.pollMs,
    );
    this.#announcements = new ProjectAnnouncements({
      config,
      project,
      state,
      client: this.#client,
      ask: (call) => this.#ask(call),
      onAnnouncement: (announcement, group) => {
        this.#announced(announcement, group);
      },
      onListening: () => {
        this.#sessions.poll();
      },
      onChange,
      log,
    });
  }

  start(): void {
    this.#announcements.start();
    this.#sessions.start();
  }

  async stop(): Promise<void> {
    this.#sessions.stop();
    await this.#announcements.stop();
    this.#client.close();
  }

  view(): ProjectView {
    const known = this.#options.state.projects.get(this.projectId);
    return {
      projectId: this.projectId,
      kind: 'syncflow',
      name: known === null || known.name === '' ? this.projectId : known.name,
      api: this.#api.view,
      broker: this.#announcements.broker,
      unreadable: this.#announcements.unreadable,
      canMiss: this.cannotSee[0] ?? null,
    };
  }

  /** Resolves when the list of sessions was read, successfully or not, after this call. */
  refresh(): Promise<void> {
    return this.#sessions.refresh();
  }

  /** A call that a person asked for, in the same row as ours. */
  call<T>(work: (client: SyncflowClient) => Promise<T>): Promise<T> {
    return this.#ask(() => work(this.#client));
  }

  devicesSeen(devices: readonly SyncflowDevice[]): void {
    this.#announcements.devicesSeen(devices);
  }

  async facts(): Promise<{ name: string; livekitUrl: string }> {
    const { projects } = this.#options.state;
    const known = projects.get(this.projectId);
    if (known !== null && known.name !== '') return known;
    const { name, livekitServerUrl } = await this.#ask(() => this.#client.project());
    projects.saveProject(
      { projectId: this.projectId, name, livekitUrl: livekitServerUrl },
      Date.now(),
    );
    return { name, livekitUrl: livekitServerUrl };
  }

  async standing(sessionId: string): Promise<SessionStanding> {
    try {
      const answer = await this.#ask(() => this.#client.session(sessionId));
      if (answer.ghost) return 'ghost';
      // An announcement does not say since when the session runs: without it nobody could tell that we
      // come late.
      noticeSession(this.#options.state.sessions, this.projectId, answer.session);
      return answer.session.status === 'Started' ? 'started' : 'stopped';
    } catch (error) {
      // It came with a token of its own a moment ago: more than SyncFlow can say now. The room's
      // metadata still has to name it.
      if (toRecorderError(error).retryable && this.#joinTokens.isFresh(sessionId)) return 'started';
      throw error;
    }
  }

  async videoRecordings(sessionId: string): Promise<readonly VideoRecording[] | null> {
    try {
      const answer = await this.#ask(() => this.#client.session(sessionId));
      return answer.ghost ? null : videoRecordingsOf(answer.session);
    } catch {
      // The health of the API has it; a recording does not wait for this.
      return null;
    }
  }

  grants(sessionId: string, roomName: string): GrantSource {
    return stockedGrants({
      fetch: (identity) => this.#grant(sessionId, roomName, identity),
      spare: this.redundant ? 2 * GRANT_SPARES : GRANT_SPARES,
      maxAgeMs: GRANT_MAX_AGE_MS,
      now: Date.now,
    });
  }

  async #grant(sessionId: string, roomName: string, identity: string): Promise<LinkGrantMessage> {
    try {
      const answer = await this.#ask(() => this.#client.token({ sessionId, roomName, identity }));
      return { url: answer.livekitServerUrl, token: answer.token, identity: answer.identity };
    } catch (error) {
      const url = this.#options.state.projects.get(this.projectId)?.livekitUrl ?? '';
      const grant = url === '' ? null : this.#joinTokens.take(sessionId, url);
      if (grant === null) throw error;
      this.#options.log.warn('joining with the token of the announcement, the last resort', {
        sessionId,
        error: toRecorderError(error).message,
      });
      return grant;
    }
  }

  #announced(announcement: Announcement, group: string | null): void {
    const { sessionId, roomName, joinToken } = announcement;
    if (!isOurs(this.#options.config.sessions, roomName, true)) return;
    if (joinToken !== null) this.#joinTokens.keep(sessionId, joinToken);
    this.#options.state.sessions.notice(
      {
        sessionId,
        projectId: this.projectId,
        roomName,
        name: '',
        source: 'announcement',
        startedAt: null,
      },
      Date.now(),
    );
    // Recorders alone are registered there, and nobody sees them in a room.
    if (group !== null && group !== RECORDERS_GROUP) {
      this.#options.state.sessions.announcedTo(sessionId, group);
    }
    this.#options.log.info('session announced', { sessionId, projectId: this.projectId });
    this.#options.onSessions();
  }

  async #readSessions(): Promise<void> {
    const askedAt = Date.now();
    try {
      await this.facts();
      const list = await this.#ask(() => this.#client.sessions());
      const { state, config } = this.#options;
      const { projectId } = this;
      learnSessions(state.sessions, { projectId, list, askedAt, choice: config.sessions });
      for (const sessionId of this.#video.changed(list)) this.#options.onVideo(sessionId);
      await this.#announcements.lookForGroups();
    } catch (thrown) {
      const error: RecorderError = toRecorderError(thrown);
      this.#options.log.warn('the list of sessions cannot be read', {
        projectId: this.projectId,
        code: error.code,
        error: error.message,
      });
    }
    this.#options.onSessions();
  }

  /** Any call to the API tells how it is doing. */
  #ask<T>(call: () => Promise<T>): Promise<T> {
    return this.#api.judge(call, this.#options.onChange);
  }
}
