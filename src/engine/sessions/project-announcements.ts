/**
 * The announcements of one SyncFlow project: our device registered, all groups bound, what cannot be
 * read kept aside, and groups that were registered meanwhile listened to as well.
 */
import type { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { ProjectView, ServiceView } from '../../shared/snapshot.ts';
import type { Announcement } from '../announcements/announcement.ts';
import { DeadLetters } from '../announcements/dead-letters.ts';
import { explainRefusal } from '../announcements/explain-refusal.ts';
import { AnnouncementListener } from '../announcements/listener.ts';
import { syncflowServer, type EngineConfig, type SyncflowProjectConfig } from '../config/config.ts';
import type { StateDatabase } from '../state/state-database.ts';
import type { SyncflowClient } from '../syncflow/client.ts';
import { ensureDevices, type AnnouncementTopology } from '../syncflow/device-registration.ts';
import type { SyncflowDevice } from '../syncflow/schemas.ts';
import { mintProjectToken } from '../syncflow/token.ts';
import { ServiceHealth } from './service-health.ts';

export interface ProjectAnnouncementsOptions {
  readonly config: EngineConfig;
  readonly project: SyncflowProjectConfig;
  readonly state: StateDatabase;
  readonly client: SyncflowClient;
  /** Passes a call to the API on, and takes note of how the API is doing. */
  readonly ask: <T>(call: () => Promise<T>) => Promise<T>;
  /** What it names must be on disk when it returns. */
  readonly onAnnouncement: (announcement: Announcement, group: string | null) => void;
  /** From now on announcements are heard; what was announced before is not. */
  readonly onListening: () => void;
  /** Something in the views changed. */
  readonly onChange: () => void;
  readonly log: Log;
}

/** How often it is looked for device groups that were registered since. */
const GROUPS_EVERY_MS = 60_000;

export class ProjectAnnouncements {
  readonly #options: ProjectAnnouncementsOptions;
  readonly #listener: AnnouncementListener;
  readonly #deadLetters: DeadLetters;
  readonly #broker = new ServiceHealth();
  /** The binding keys of the connection that stands or is being made. */
  #bound: readonly string[] = [];
  #exchange: string | null = null;
  #unreadable: ProjectView['unreadable'] = { count: 0, lastAt: null, reason: null };
  #groupsLookedAt = Date.now();

  constructor(options: ProjectAnnouncementsOptions) {
    const { config, project, client, ask, log } = options;
    const { projectId } = project;
    const { broker, deviceGroups } = syncflowServer(config);
    this.#options = options;
    this.#deadLetters = new DeadLetters(config.dataFolder);
    this.#listener = new AnnouncementListener({
      broker,
      plainHosts: config.plainHosts,
      password: deviceGroups[0] ?? '',
      mintToken: () => mintProjectToken(project, Date.now()),
      registration: async () => {
        const topology = await this.#register();
        this.#bound = topology.bindingKeys;
        this.#exchange = topology.exchange;
        return topology;
      },
      onAnnouncement: options.onAnnouncement,
      onMalformed: (content, error) => {
        this.#keepAside(content, error);
      },
      onConsuming: () => {
        this.#broker.ok();
        log.info('listening to announcements', { projectId });
        options.onChange();
        options.onListening();
      },
      explain: (error) => explainRefusal(error, () => ask(() => client.project())),
      onTrouble: (error) => {
        this.#broker.trouble(error);
        options.onChange();
      },
      log,
    });
  }

  get broker(): ServiceView {
    return this.#broker.view;
  }

  get unreadable(): ProjectView['unreadable'] {
    return this.#unreadable;
  }

  start(): void {
    this.#listener.start();
  }

  stop(): Promise<void> {
    return this.#listener.stop();
  }

  /**
   * Now and then: groups of the project that were registered meanwhile are listened to as well.
   * @throws RecorderError `syncflow-…`
   */
  async lookForGroups(): Promise<void> {
    if (Date.now() - this.#groupsLookedAt < GROUPS_EVERY_MS) return;
    this.#groupsLookedAt = Date.now();
    const { bindingKeys } = await this.#register();
    this.#listenTo(bindingKeys);
  }

  /** The same at once, from a list of devices that was read for another reason. */
  devicesSeen(devices: readonly SyncflowDevice[]): void {
    if (this.#options.config.sessions === 'announced') return;
    const ofOurs = devices.filter(
      (device) => device.sessionNotificationExchangeName === this.#exchange,
    );
    this.#listenTo(ofOurs.map((device) => device.sessionNotificationBindingKey));
  }

  /** Connects anew when one of these is not bound. */
  #listenTo(bindingKeys: readonly string[]): void {
    const bound = new Set(this.#bound);
    if (bound.size > 0 && bindingKeys.some((key) => !bound.has(key))) this.#listener.rebuild();
  }

  #register(): Promise<AnnouncementTopology> {
    const { config, project, state, client, ask, log } = this.#options;
    return ask(() =>
      ensureDevices({
        client,
        projects: state.projects,
        projectId: project.projectId,
        groups: syncflowServer(config).deviceGroups,
        deviceName: config.deviceName,
        // Who records what was announced to our groups only, hears of no others.
        all: config.sessions !== 'announced',
        log,
      }),
    );
  }

  #keepAside(content: Buffer, error: RecorderError): void {
    const { project, log, onChange } = this.#options;
    const { projectId } = project;
    const file = this.#deadLetters.keep(content, projectId);
    const { message } = error;
    this.#unreadable = {
      count: this.#unreadable.count + 1,
      lastAt: Date.now(),
      reason: message,
    };
    onChange();
    log.warn(message, { projectId, bytes: content.length, file });
  }
}
