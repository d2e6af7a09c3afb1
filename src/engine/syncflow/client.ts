/**
 * The SyncFlow HTTP API as far as the recorder uses it. One call at a time (the server has five
 * database connections in all, and each Started session holds one: syncflow-contract.md), each with a
 * time limit.
 */
import type { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';
import {
  deviceSchema,
  devicesSchema,
  projectSchema,
  sessionSchema,
  sessionsSchema,
  sessionTokenSchema,
  type Device,
  type SessionToken,
  type SyncflowProject,
  type SyncflowSession,
} from './api-schemas.ts';
import { answerError, networkError } from './api-errors.ts';
import { refusePlain } from '../network/plain-hosts.ts';
import { mintProjectToken } from './project-token.ts';

export interface SyncflowClientOptions {
  readonly serverUrl: string;
  readonly projectId: string;
  readonly key: string;
  readonly secret: string;
  readonly plainHosts: readonly string[];
  /** Time limit of one call; the server itself gives up after 30 s. */
  readonly timeoutMs?: number;
}

/** A session as `session()` finds it; `ghost`: Started, but its room is gone. */
export type SessionAnswer =
  | { readonly found: 'session'; readonly session: SyncflowSession }
  | { readonly found: 'ghost' }
  | { readonly found: 'none' };

export interface NewSession {
  readonly name?: string;
  readonly comments?: string;
  readonly deviceGroups?: readonly string[];
}

const DEFAULT_TIMEOUT_MS = 15_000;

/** All 14 grants must be there (syncflow-contract.md); only these are given: design.md. */
const recorderGrants = {
  roomCreate: false,
  roomList: false,
  roomRecord: false,
  roomAdmin: false,
  roomJoin: true,
  canPublish: false,
  canSubscribe: true,
  canPublishData: false,
  canPublishSources: [],
  canUpdateOwnMetadata: false,
  ingressAdmin: false,
  hidden: true,
  recorder: true,
};

export class SyncflowClient {
  readonly #options: SyncflowClientOptions;
  readonly #base: string;
  #last: Promise<unknown> = Promise.resolve();

  /** Throws `plain-connection-refused` for http to a host that was not allowed. */
  constructor(options: SyncflowClientOptions) {
    const url = new URL(options.serverUrl);
    refusePlain(url, options.plainHosts, 'The server URL');
    this.#options = options;
    // A slash at its end would make `//` in paths, which the server answers with 404.
    this.#base = url.href.replace(/\/+$/, '');
  }

  project(): Promise<SyncflowProject> {
    return this.#call('GET', '', projectSchema);
  }

  /** All sessions of the project, in no defined order. */
  sessions(): Promise<SyncflowSession[]> {
    return this.#call('GET', '/sessions', sessionsSchema);
  }

  async session(sessionId: string): Promise<SessionAnswer> {
    try {
      const path = `/sessions/${encodeURIComponent(sessionId)}`;
      return { found: 'session', session: await this.#call('GET', path, sessionSchema) };
    } catch (error) {
      if (error instanceof RecorderError) {
        if (error.message.includes('Room not found')) return { found: 'ghost' };
        if (error.code === 'syncflow-not-found') return { found: 'none' };
      }
      throw error;
    }
  }

  createSession(session: NewSession): Promise<SyncflowSession> {
    return this.#call('POST', '/create-session', sessionSchema, session);
  }

  /** The room is deleted by it. */
  stopSession(sessionId: string): Promise<SyncflowSession> {
    return this.#call(
      'POST',
      `/sessions/${encodeURIComponent(sessionId)}/stop`,
      sessionSchema,
      null,
    );
  }

  /** A token for joining hidden, receiving only; valid for 6 h. */
  token(sessionId: string, roomName: string, identity: string): Promise<SessionToken> {
    const path = `/sessions/${encodeURIComponent(sessionId)}/token`;
    const videoGrants = { ...recorderGrants, room: roomName };
    return this.#call('POST', path, sessionTokenSchema, { identity, videoGrants });
  }

  devices(): Promise<Device[]> {
    return this.#call('GET', '/devices', devicesSchema);
  }

  /** Never deduplicates, and a 500 may have made the device: list first, and again after a failure. */
  registerDevice(name: string, group: string): Promise<Device> {
    return this.#call('POST', '/devices/register', deviceSchema, { name, group });
  }

  #call<T extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    schema: T,
    body?: unknown,
  ): Promise<z.infer<T>> {
    const run = (): Promise<z.infer<T>> => this.#request(method, path, schema, body);
    const result = this.#last.then(run, run);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #request<T extends z.ZodType>(
    method: 'GET' | 'POST',
    path: string,
    schema: T,
    body: unknown,
  ): Promise<z.infer<T>> {
    const url = `${this.#base}/projects/${encodeURIComponent(this.#options.projectId)}${path}`;
    const what = `${method} ${new URL(url).pathname}`;
    let status: number;
    let text: string;
    try {
      const response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${mintProjectToken(this.#options)}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
      });
      status = response.status;
      text = await response.text();
    } catch (cause) {
      throw networkError(what, this.#base, cause);
    }
    if (status !== 200) throw answerError(what, status, text);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      throw new RecorderError('syncflow-bad-answer', `${what}: the answer is not JSON`, { cause });
    }
    const parsed = schema.safeParse(json);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') ?? '';
    throw new RecorderError('syncflow-bad-answer', `${what}: unexpected answer at "${where}"`);
  }
}
