import { z } from 'zod';
import type { Log } from '../../shared/log.ts';
import { checked, SyncflowHttp } from './http.ts';
import {
  deviceSchema,
  participantSchema,
  projectSchema,
  sessionSchema,
  sessionTokenSchema,
  type SyncflowDevice,
  type SyncflowParticipant,
  type SyncflowProject,
  type SyncflowSession,
  type SyncflowSessionToken,
} from './schemas.ts';
import { errorOfAnswer, messageOf } from './syncflow-errors.ts';
import { mintProjectToken } from './token.ts';

export interface SyncflowClientOptions {
  readonly serverUrl: string;
  readonly projectId: string;
  /** API key and secret of the project. */
  readonly key: string;
  readonly secret: string;
  /** Hosts to which http:// is allowed. */
  readonly plainHosts: readonly string[];
  /** For one call; default 15,000 ms. */
  readonly timeoutMs?: number;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

/** A session by its id. ghost: SyncFlow says Started, but its room is gone. */
export type SessionLookup =
  { readonly ghost: false; readonly session: SyncflowSession } | { readonly ghost: true };

export interface TokenRequest {
  readonly sessionId: string;
  /** Must be the session's `livekitRoomName`. */
  readonly roomName: string;
  readonly identity: string;
  /** Default: the identity. */
  readonly name?: string;
  /** record (default): hidden, listening only. ping: visible, and may send data. */
  readonly purpose?: 'record' | 'ping';
}

export interface NewSession {
  readonly name?: string;
  readonly comments?: string;
  /** Seconds. */
  readonly emptyTimeout?: number;
  readonly maxParticipants?: number;
  /** Without any the session is never announced. */
  readonly deviceGroups?: readonly string[];
}

/**
 * One project of a SyncFlow server. Every method throws RecorderError `syncflow-…`; their messages hold
 * no token. Nothing is repeated here: several calls are not safe to repeat, so the caller decides.
 */
export interface SyncflowClient {
  project(): Promise<SyncflowProject>;
  /** All sessions of the project, in no order. Entries that cannot be read are left out, with a warning. */
  sessions(): Promise<readonly SyncflowSession[]>;
  session(sessionId: string): Promise<SessionLookup>;
  /** A token to join the session's room, as a hidden recorder or to ping; goes before other calls that wait. */
  token(request: TokenRequest): Promise<SyncflowSessionToken>;
  devices(): Promise<readonly SyncflowDevice[]>;
  /** Makes a further device each time; see device-registration.ts. */
  registerDevice(name: string, group: string, comments?: string): Promise<SyncflowDevice>;
  deleteDevice(deviceId: string): Promise<SyncflowDevice>;
  createSession(session: NewSession): Promise<SyncflowSession>;
  stopSession(sessionId: string): Promise<SyncflowSession>;
  participants(sessionId: string): Promise<readonly SyncflowParticipant[]>;
  /** Ends the call under way; later calls fail. */
  close(): void;
}

/** @throws RecorderError `plain-connection-refused`, `config-bad-value` */
export function createSyncflowClient(options: SyncflowClientOptions): SyncflowClient {
  const { projectId, key, secret, log, now = Date.now } = options;
  const http = new SyncflowHttp({
    serverUrl: options.serverUrl,
    plainHosts: options.plainHosts,
    timeoutMs: options.timeoutMs ?? 15_000,
    mintToken: () => mintProjectToken({ projectId, key, secret }, now()),
    log,
  });
  const root = `/projects/${encodeURIComponent(projectId)}`;
  const sessionPath = (id: string): string => `${root}/sessions/${encodeURIComponent(id)}`;

  return {
    project: () => http.value(projectSchema, { what: 'the project', method: 'GET', path: root }),

    sessions: async () => {
      const call = {
        what: 'the list of sessions',
        method: 'GET',
        path: `${root}/sessions`,
      } as const;
      return readable(sessionSchema, await http.value(z.array(z.unknown()), call), log);
    },

    session: async (sessionId) => {
      const call = { what: 'a session', method: 'GET', path: sessionPath(sessionId) } as const;
      const { status, body } = await http.answer(call);
      if (status === 400 && messageOf(body) === 'Room not found') return { ghost: true };
      if (status >= 300) throw errorOfAnswer(call.what, status, body);
      return { ghost: false, session: checked(sessionSchema, call.what, body) };
    },

    token: ({ sessionId, roomName, identity, name, purpose }) =>
      http.value(sessionTokenSchema, {
        what: 'a token for a room',
        method: 'POST',
        path: `${sessionPath(sessionId)}/token`,
        body: {
          identity,
          ...(name === undefined ? {} : { name }),
          videoGrants: { ...recorderGrants(roomName), ...(purpose === 'ping' ? asking : {}) },
        },
        priority: 1,
      }),

    devices: async () => {
      const call = { what: 'the list of devices', method: 'GET', path: `${root}/devices` } as const;
      return readable(deviceSchema, await http.value(z.array(z.unknown()), call), log);
    },

    registerDevice: (name, group, comments) =>
      http.value(deviceSchema, {
        what: 'the registration of a device',
        method: 'POST',
        path: `${root}/devices/register`,
        body: { name, group, ...(comments === undefined ? {} : { comments }) },
      }),

    deleteDevice: (deviceId) =>
      http.value(deviceSchema, {
        what: 'the removal of a device',
        method: 'DELETE',
        path: `${root}/devices/${encodeURIComponent(deviceId)}`,
      }),

    createSession: (session) =>
      http.value(sessionSchema, {
        what: 'a new session',
        method: 'POST',
        path: `${root}/create-session`,
        body: session,
      }),

    stopSession: (sessionId) =>
      http.value(sessionSchema, {
        what: 'the end of a session',
        method: 'POST',
        path: `${sessionPath(sessionId)}/stop`,
      }),

    participants: async (sessionId) => {
      const path = `${sessionPath(sessionId)}/participants`;
      const call = { what: 'the participants of a session', method: 'GET', path } as const;
      return readable(participantSchema, await http.value(z.array(z.unknown()), call), log);
    },

    close: () => {
      http.close();
    },
  };
}

/**
 * All 14 grants, for the server refuses a body that lacks one. `recorder` shows the participants that
 * the room is being recorded; `hidden` keeps the recorder out of their lists; it may publish nothing.
 */
function recorderGrants(room: string): Readonly<Record<string, unknown>> {
  return {
    roomCreate: false,
    roomList: false,
    roomRecord: false,
    roomAdmin: false,
    roomJoin: true,
    room,
    canPublish: false,
    canSubscribe: true,
    canPublishData: false,
    canPublishSources: [],
    canUpdateOwnMetadata: false,
    ingressAdmin: false,
    hidden: true,
    recorder: true,
  };
}

/** Who pings is seen, sends data, and is no recorder. */
const asking = { canPublishData: true, hidden: false, recorder: false } as const;

/** One entry that cannot be read must not hide the others. */
function readable<T>(schema: z.ZodType<T>, entries: readonly unknown[], log: Log): readonly T[] {
  const results = entries.map((entry) => schema.safeParse(entry));
  const values = results.flatMap((result) => (result.success ? [result.data] : []));
  const unreadable = results.length - values.length;
  if (unreadable > 0) log.warn('SyncFlow sent entries that cannot be read', { unreadable });
  return values;
}
