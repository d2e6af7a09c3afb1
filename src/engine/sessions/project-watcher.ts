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
import { explainRefusal } from '../announcements/explain-refusal.ts';
import { AnnouncementListener } from '../announcements/listener.ts';
import type { EngineConfig, ProjectConfig } from '../config/config.ts';
import type { StateDatabase } from '../state/state-database.ts';
import { createSyncflowClient, type SyncflowClient } from '../syncflow/client.ts';
import { ensureDevices, type AnnouncementTopology } from '../syncflow/device-registration.ts';
import type { SyncflowSession } from '../syncflow/schemas.ts';
import { mintProjectToken } from '../syncflow/token.ts';
import type { VideoRecording } from '../recording/manifest.ts';
import type { LinkGrantMessage } from './capture-supervisor.ts';
import { joinTokenIdentity } from './join-token.ts';
import { learnSessions } from './learn-sessions.ts';
import type { ProjectContext, SessionStanding } from './project-context.ts';
import { ServiceHealth } from './service-health.ts';
import { isOurs } from './session-choice.ts';
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

/** How often it is looked for device groups that were registered since. */
const GROUPS_EVERY_MS = 60_000;

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
  /** The binding keys of the connection that stands or is being made. */
  #bound: readonly string[] = [];
  #unreadable: ProjectView['unreadable'] = { count: 0, lastAt: null, reason: null };
  #groupsLookedAt = Date.now();
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
      registration: async () => {
        const topology = await this.#register();
        this.#bound = topology.bindingKeys;
        return topology;
      },
      onAnnouncement: (announcement) => {
        this.#announced(announcement);
      },
      onMalformed: (content, error) => {
        const file = this.#deadLetters.keep(content, this.projectId);
        this.#unreadable = {
          count: this.#unreadable.count + 1,
          lastAt: Date.now(),
          reason: error.message,
        };
        options.onChange();
        log.warn(error.message, { projectId: this.projectId, bytes: content.length, file });
      },
      onConsuming: () => {
        this.#broker.ok();
        log.info('listening to announcements', { projectId: this.projectId });
        options.onChange();
        this.poll();
      },
      explain: (error) => explainRefusal(error, () => this.#ask(() => this.#client.project())),
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
      unreadable: this.#unreadable,
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
      return { url, token, identity: joinTokenIdentity(token) };
    }
  }

  async #register(): Promise<AnnouncementTopology> {
    const { config, state, log } = this.#options;
    const topology = await this.#ask(() =>
      ensureDevices({
        client: this.#client,
        projects: state.projects,
        projectId: this.projectId,
        groups: config.deviceGroups,
        deviceName: config.deviceName,
        // Who records what was announced to our groups only, hears of no others.
        all: config.sessions !== 'announced',
        log,
      }),
    );
    return topology;
  }

  #announced(announcement: Announcement): void {
    const { sessionId, roomName, joinToken } = announcement;
    if (!isOurs(this.#options.config.sessions, roomName, true)) return;
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

  /** Groups of the project that were registered meanwhile are listened to as well. */
  async #lookForGroups(): Promise<void> {
    if (Date.now() - this.#groupsLookedAt < GROUPS_EVERY_MS) return;
    this.#groupsLookedAt = Date.now();
    const bound = new Set(this.#bound);
    const { bindingKeys } = await this.#register();
    if (bound.size > 0 && bindingKeys.some((key) => !bound.has(key))) this.#listener.rebuild();
  }

  async #readSessions(): Promise<void> {
    const askedAt = Date.now();
    try {
      await this.facts();
      const list = await this.#ask(() => this.#client.sessions());
      const { state, config } = this.#options;
      const { projectId } = this;
      learnSessions(state.sessions, { projectId, list, askedAt, choice: config.sessions });
      this.#noticeVideo(list);
      await this.#lookForGroups();
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

  /** The list tells how many recordings of its own SyncFlow has of each Started session. */
  #noticeVideo(list: readonly SyncflowSession[]): void {
    const started = list.filter(({ status }) => status === 'Started');
    for (const { id, numRecordings } of started) {
      if ((this.#videoCounts.get(id) ?? 0) === numRecordings) continue;
      this.#videoCounts.set(id, numRecordings);
      this.#options.onVideo(id);
    }
    const ids = new Set(started.map(({ id }) => id));
    for (const id of this.#videoCounts.keys()) if (!ids.has(id)) this.#videoCounts.delete(id);
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
