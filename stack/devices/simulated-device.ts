/** The device as a whole: where its sessions come from, and one participation for each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { redact, registerSecret } from '../../src/shared/redact.ts';
import { AnnouncementListener } from './announcement-listener.ts';
import type { Announcement } from './announcement-listener.ts';
import { say } from './device-lines.ts';
import type { AnnouncedDeviceConfig, DeviceConfig, ProjectAccess } from './device-options.ts';
import { Participation } from './participation.ts';
import type { Ticket } from './participation.ts';
import { SyncFlowApi } from './syncflow-api.ts';

const JOIN_ATTEMPTS = 5;
const RETRY_MS = 1_000;
const COUNT_EVERY_MS = 200;

export class SimulatedDevice {
  readonly #config: DeviceConfig;
  readonly #stopped = new AbortController();
  readonly #sessions = new Map<string, Promise<void>>();
  readonly #participations = new Set<Participation>();
  #reported = 0;
  #sentBefore = 0;

  constructor(config: DeviceConfig) {
    this.#config = config;
  }

  /** Leaves every session cleanly; `run` then resolves. */
  stop(): void {
    this.#stopped.abort();
    for (const participation of this.#participations) participation.leave('stopped');
  }

  /** Resolves when it has left its one session, or when it was stopped. */
  async run(): Promise<void> {
    const counting = setInterval(() => {
      this.#reportCount();
    }, COUNT_EVERY_MS);
    try {
      await this.#runFromSource(this.#config);
    } finally {
      clearInterval(counting);
      this.#reportCount();
    }
  }

  async #runFromSource(config: DeviceConfig): Promise<void> {
    if ('livekit' in config) {
      registerSecret(config.livekit.token);
      say({ event: 'ready' });
      await this.#participate(() => Promise.resolve(config.livekit));
    } else if ('session' in config) {
      say({ event: 'ready' });
      await this.#participate(() => ticketFor(config, config.session, config.name));
    } else {
      await this.#runOnAnnouncements(config);
    }
  }

  async #runOnAnnouncements(config: AnnouncedDeviceConfig): Promise<void> {
    const api = new SyncFlowApi(config);
    const device = await api.ensureRegistered(config.name, config.group);
    const listener = new AnnouncementListener(config, api, device, {
      onListening: () => {
        say({ event: 'ready' });
      },
      onAnnouncement: (announcement) => {
        this.#join(config, announcement);
      },
      onError: report,
    });
    listener.start();
    await untilAborted(this.#stopped.signal);
    await listener.stop();
    await Promise.all(this.#sessions.values());
  }

  /** The same session may be announced several times: once for each of its groups' entries. */
  #join(config: AnnouncedDeviceConfig, announcement: Announcement): void {
    const { sessionId } = announcement;
    if (this.#sessions.has(sessionId)) return;
    const done = this.#participate(() => ticketFor(config, announcement, config.name));
    this.#sessions.set(sessionId, done);
    void done.then(() => this.#sessions.delete(sessionId));
  }

  /** Never rejects: what goes wrong is reported. */
  async #participate(ticket: () => Promise<Ticket>): Promise<void> {
    const participation = await this.#joinRoom(ticket);
    if (participation === null) return;
    this.#participations.add(participation);
    if (this.#stopped.signal.aborted) participation.leave('stopped');
    await participation.run().catch(report);
    this.#participations.delete(participation);
    this.#sentBefore += participation.sent;
  }

  async #joinRoom(ticket: () => Promise<Ticket>): Promise<Participation | null> {
    for (let attempt = 1; attempt <= JOIN_ATTEMPTS; attempt += 1) {
      if (this.#stopped.signal.aborted) return null;
      try {
        return await Participation.join(this.#config, await ticket());
      } catch (error) {
        report(error);
        await sleep(RETRY_MS, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      }
    }
    return null;
  }

  #reportCount(): void {
    let count = this.#sentBefore;
    for (const participation of this.#participations) count += participation.sent;
    if (count === this.#reported) return;
    this.#reported = count;
    say({ event: 'sent', count });
  }
}

/** Says what went wrong, on standard output, without secrets. */
export function report(error: unknown): void {
  say({ event: 'error', message: redact(error instanceof Error ? error.message : String(error)) });
}

async function ticketFor(
  access: ProjectAccess,
  session: Announcement,
  identity: string,
): Promise<Ticket> {
  const api = new SyncFlowApi(access);
  const answer = await api.sessionToken(session.sessionId, identity, session.roomName);
  registerSecret(answer.token);
  const url = access.livekitUrl ?? answer.livekitServerUrl;
  return { url, token: answer.token, sessionId: session.sessionId };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
