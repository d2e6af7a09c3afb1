/**
 * One SyncFlow project: hears announcements, reads the list of sessions, and writes what it learns into
 * the state file. It never starts or stops a recording: `onChange` lets the supervisor compare.
 */
import { toRecorderError, type RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { registerSecret } from '../../shared/redact.ts';
import type { ProjectView } from '../../shared/snapshot.ts';
import type { Announcement } from '../announcements/announcement.ts';
import { DeadLetters } from '../announcements/dead-letters.ts';
import { AnnouncementListener } from '../announcements/listener.ts';
import type { EngineConfig, ProjectConfig } from '../config/config.ts';
import type { StateDatabase } from '../state/state-database.ts';
import { createSyncflowClient, type SyncflowClient } from '../syncflow/client.ts';
import { ensureDevices, type AnnouncementTopology } from '../syncflow/device-registration.ts';
import type { SyncflowSession } from '../syncflow/schemas.ts';
import { mintProjectToken } from '../syncflow/token.ts';
import type { VideoRecording } from '../recording/manifest.ts';
import type { LinkGrantMessage } from './capture-supervisor.ts';
import type { ProjectContext, SessionStanding } from './project-context.ts';
import { ServiceHealth } from './service-health.ts';
import { videoRecordingsOf } from './video-recordings-of.ts';

export interface ProjectWatcherOptions {
  readonly config: EngineConfig;
  readonly project: ProjectConfig;
  readonly state: StateDatabase;
  readonly log: Log;
  /** Sessions may have changed in the state file. */
  readonly onSessions: () => void;
  /** SyncFlow has begun or ended recording sound or picture of this session. */
  readonly onVideo: (sessionId: string) => void;
  /** Something in the view changed. */
  readonly onChange: () => void;
}

/** A ghost is looked at again this often: its room may be made after all. */
const GHOST_RECHECK_MS = 5 * 60_000;

export class ProjectWatcher implements ProjectContext {
  readonly projectId: string;
  readonly redundant: boolean;
  readonly #options: ProjectWatcherOptions;
  readonly #client: SyncflowClient;
  readonly #listener: AnnouncementListener;
  readonly #deadLetters: DeadLetters;
  readonly #api = new ServiceHealth();
  readonly #broker = new ServiceHealth();
  /** Join tokens of older announcements, by session: the last resort, in memory only. */
  readonly #joinTokens = new Map<string, string>();
  /** How many recordings of its own SyncFlow told of each Started session. */
  readonly #videoCounts = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #polling: Promise<void> | null = null;
  #pollAgain = false;
  #stopped = false;

  constructor(options: ProjectWatcherOptions) {
    const { config, project, log } = options;
    this.projectId = project.projectId;
    this.redundant = project.redundant;
    this.#options = options;
    this.#deadLetters = new DeadLetters(config.dataFolder);
    this.#client = createSyncflowClient({
      serverUrl: config.serverUrl,
      plainHosts: config.plainHosts,
      projectId: project.projectId,
      key: project.key,
      secret: project.secret,
      log,
    });
    this.#listener = new AnnouncementListener({
      broker: config.broker,
      plainHosts: config.plainHosts,
      password: config.deviceGroups[0] ?? '',
      mintToken: () => mintProjectToken(project, Date.now()),
      registration: () => this.#register(),
      onAnnouncement: (announcement) => {
        this.#announced(announcement);
      },
      onMalformed: (content, error) => {
        const file = this.#deadLetters.keep(content, this.projectId);
        log.warn(error.message, { projectId: this.projectId, bytes: content.length, file });
      },
      onConsuming: () => {
        this.#broker.ok();
        log.info('listening to announcements', { projectId: this.projectId });
        options.onChange();
        this.poll();
      },
      onTrouble: (error) => {
        this.#broker.trouble(error);
        options.onChange();
      },
      log,
    });
  }

  start(): void {
    this.#listener.start();
    this.poll();
    this.#timer = setInterval(() => {
      this.poll();
    }, this.#options.config.timings.pollMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#listener.stop();
    this.#client.close();
  }

  view(): ProjectView {
    const known = this.#options.state.projects.get(this.projectId);
    return {
      projectId: this.projectId,
      name: known === null || known.name === '' ? this.projectId : known.name,
      api: this.#api.view,
      broker: this.#broker.view,
    };
  }

  /** Reads the list of sessions now; once more when asked while one reading is under way. */
  poll(): void {
    if (this.#stopped) return;
    if (this.#polling !== null) {
      this.#pollAgain = true;
      return;
    }
    this.#polling = this.#readSessions().finally(() => {
      this.#polling = null;
      if (!this.#pollAgain) return;
      this.#pollAgain = false;
      this.poll();
    });
  }

  /** Resolves when the list of sessions was read, successfully or not, after this call. */
  async refresh(): Promise<void> {
    this.poll();
    while (this.#polling !== null) await this.#polling;
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
    const answer = await this.#ask(() => this.#client.session(sessionId));
    if (answer.ghost) return 'ghost';
    return answer.session.status === 'Started' ? 'started' : 'stopped';
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

  async grant(sessionId: string, roomName: string, identity: string): Promise<LinkGrantMessage> {
    try {
      const answer = await this.#ask(() => this.#client.token({ sessionId, roomName, identity }));
      return { url: answer.livekitServerUrl, token: answer.token, identity: answer.identity };
    } catch (error) {
      const token = this.#joinTokens.get(sessionId);
      const url = this.#options.state.projects.get(this.projectId)?.livekitUrl ?? '';
      if (token === undefined || url === '') throw error;
      // One token is one identity: a second use would push our own first link out.
      this.#joinTokens.delete(sessionId);
      return { url, token, identity: 'from-announcement' };
    }
  }

  #register(): Promise<AnnouncementTopology> {
    const { config, state, log } = this.#options;
    return this.#ask(() =>
      ensureDevices({
        client: this.#client,
        projects: state.projects,
        projectId: this.projectId,
        groups: config.deviceGroups,
        deviceName: config.deviceName,
        log,
      }),
    );
  }

  #announced(announcement: Announcement): void {
    const { sessionId, roomName, joinToken } = announcement;
    if (joinToken !== null) {
      registerSecret(joinToken);
      this.#joinTokens.set(sessionId, joinToken);
    }
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
    this.#options.log.info('session announced', { sessionId, projectId: this.projectId });
    this.#options.onSessions();
  }

  async #readSessions(): Promise<void> {
    const askedAt = Date.now();
    try {
      await this.facts();
      this.#learn(await this.#ask(() => this.#client.sessions()), askedAt);
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

  #learn(list: readonly SyncflowSession[], askedAt: number): void {
    const { sessions } = this.#options.state;
    const started = new Map(
      list.filter(({ status }) => status === 'Started').map((session) => [session.id, session]),
    );
    for (const { id, livekitRoomName, name, startedAt } of started.values()) {
      const row = sessions.notice(
        {
          sessionId: id,
          projectId: this.projectId,
          roomName: livekitRoomName,
          name,
          source: 'api',
          startedAt,
        },
        Date.now(),
      );
      // Its recording was given up after a crash, but it goes on: what follows is not missed.
      if (row.state === 'ended' && row.endReason === 'stale' && row.heldSince === null) {
        sessions.renew(id, Date.now());
      }
    }
    for (const { id, numRecordings } of started.values()) {
      if ((this.#videoCounts.get(id) ?? 0) === numRecordings) continue;
      this.#videoCounts.set(id, numRecordings);
      this.#options.onVideo(id);
    }
    for (const id of this.#videoCounts.keys()) if (!started.has(id)) this.#videoCounts.delete(id);
    for (const row of sessions.list({ projectId: this.projectId, state: 'wanted' })) {
      // What was announced after we asked may not be in the answer yet.
      if (started.has(row.sessionId) || row.firstSeenAt >= askedAt) continue;
      sessions.setState(row.sessionId, 'ended', Date.now(), 'session-stopped');
    }
    for (const row of sessions.list({ projectId: this.projectId, state: 'ghost' })) {
      if (!started.has(row.sessionId)) {
        sessions.setState(row.sessionId, 'ended', Date.now(), 'session-stopped');
        continue;
      }
      const sameRoom = [...started.values()].filter(
        (session) => session.livekitRoomName === row.roomName,
      );
      if (sameRoom.length === 1 && Date.now() - row.updatedAt > GHOST_RECHECK_MS) {
        sessions.setState(row.sessionId, 'wanted', Date.now());
      }
    }
  }

  /** Any call to the API tells how it is doing. */
  async #ask<T>(call: () => Promise<T>): Promise<T> {
    try {
      const answer = await call();
      this.#api.ok();
      return answer;
    } catch (thrown) {
      this.#api.trouble(thrown);
      throw thrown;
    } finally {
      this.#options.onChange();
    }
  }
}
