/** The switches for ill behaviour (fixtures/README.md, point 10), for tests in the same process. */
import type { Backend } from './backend.ts';
import { createSession } from './create-session.ts';
import { faultSettingsSchema, noFaults } from './fault-settings.ts';
import type { FaultChanges, FaultSettings } from './fault-settings.ts';
import type { Session } from './store.ts';

export class Faults {
  readonly #backend: () => Backend;
  #settings = noFaults;

  constructor(backend: () => Backend) {
    this.#backend = backend;
  }

  get settings(): FaultSettings {
    return this.#settings;
  }

  /** Changes some settings; the others stay. They also survive `restart`. */
  set(changes: FaultChanges): void {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    this.#settings = faultSettingsSchema.parse({ ...this.#settings, ...Object.fromEntries(given) });
  }

  /** All settings back to well. What actions have done stays done. */
  reset(): void {
    this.#settings = noFaults;
  }

  /** The session stays Started while its room and listener are gone. */
  async makeGhost(sessionId: string): Promise<void> {
    const backend = this.#backend();
    const { name } = this.#session(sessionId);
    await backend.listeners.detach(sessionId);
    if ((await backend.rooms.find(name)) !== undefined) await backend.rooms.delete(name);
  }

  /**
   * Makes the session a ghost and then a new session of the same name, announced to `deviceGroups`.
   * Resolves with the new session's id.
   */
  async reuseName(sessionId: string, deviceGroups: readonly string[] = []): Promise<string> {
    const backend = this.#backend();
    const { name, projectId } = this.#session(sessionId);
    const project = backend.store.projects.get(projectId);
    if (project === undefined) throw new Error('every session has a project');
    await this.makeGhost(sessionId);
    await createSession(backend, project, {
      name,
      comments: null,
      emptyTimeout: null,
      maxParticipants: null,
      autoRecording: null,
      deviceGroups: [...deviceGroups],
    });
    const made = backend.store.sessionsOf(projectId).findLast((session) => session.name === name);
    if (made === undefined) throw new Error('the session was made');
    return made.id;
  }

  /** Publishes any bytes under any key of the exchange, without properties. */
  async publishRaw(routingKey: string, body: Uint8Array): Promise<void> {
    const { announcer } = this.#backend();
    if (announcer === null) throw new Error('this stand-in has no broker');
    await announcer.publish(routingKey, body);
  }

  /** SyncFlow loses its own connection to the broker, until it is restarted. */
  async loseBroker(): Promise<void> {
    await this.#backend().announcer?.close();
  }

  /** Consumers get 404 on bind, and what is announced is lost. */
  async removeExchange(): Promise<void> {
    await this.#backend().announcer?.removeExchange();
  }

  async restoreExchange(): Promise<void> {
    await this.#backend().announcer?.declareExchange();
  }

  #session(sessionId: string): Session {
    const session = this.#backend().store.sessions.get(sessionId);
    if (session === undefined) throw new Error(`no session ${sessionId}`);
    return session;
  }
}
