import type { Backend } from './backend.ts';
import { callNames } from './fault-settings.ts';
import type { RequestLog } from './request-log.ts';
import type { ListenerPhase } from './room-listeners.ts';
import type { Device } from './store.ts';

/** What a test in another process may want to know. Holds no tokens. */
export interface StandInState {
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  readonly sessions: readonly {
    readonly id: string;
    readonly projectId: string;
    readonly name: string;
    readonly status: string;
    /** null: it has none. */
    readonly listener: ListenerPhase | null;
  }[];
  readonly devices: readonly Device[];
  /** How often each call was answered or dropped. */
  readonly requests: Readonly<Record<string, number>>;
  readonly brokerCallbacks: number;
  /** null: without a broker. */
  readonly announcerOpen: boolean | null;
  /** null: without limit. */
  readonly freeDatabaseConnections: number | null;
}

export function summarizeState(backend: Backend, log: RequestLog): StandInState {
  const { store, listeners, announcer, pool } = backend;
  return {
    projects: [...store.projects.values()].map(({ id, name }) => ({ id, name })),
    sessions: [...store.sessions.values()].map(({ id, projectId, name, status }) => ({
      id,
      projectId,
      name,
      status,
      listener: listeners.phaseOf(id),
    })),
    devices: [...store.devices.values()],
    requests: Object.fromEntries(
      callNames.map((name) => [name, log.requests.filter(({ call }) => call === name).length]),
    ),
    brokerCallbacks: log.brokerCallbacks.length,
    announcerOpen: announcer?.isOpen ?? null,
    freeDatabaseConnections: Number.isFinite(pool.free) ? pool.free : null,
  };
}
