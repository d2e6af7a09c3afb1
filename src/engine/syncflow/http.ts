import PQueue from 'p-queue';
import type { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { refusePlain } from '../network/plain-hosts.ts';
import { parseJsonKeepingDigits } from './json.ts';
import { errorOfAnswer, errorOfTransport } from './syncflow-errors.ts';

/** Far above any list of sessions; what is longer is no answer of SyncFlow's. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

export interface SyncflowHttpOptions {
  /** With or without a trailing slash. */
  readonly serverUrl: string;
  readonly plainHosts: readonly string[];
  /** For one call, from its start to the end of its answer. */
  readonly timeoutMs: number;
  /** A fresh project token for each call. */
  readonly mintToken: () => string;
  readonly log: Log;
}

export interface SyncflowCall {
  /** For messages: `the list of sessions`. */
  readonly what: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Begins with `/`; its parts are encoded already. */
  readonly path: string;
  readonly body?: unknown;
  /** Higher goes first; default 0. */
  readonly priority?: number;
}

/** An answer of any status. */
export interface SyncflowAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Calls one after the other: a server that runs out of database connections hangs on every call, and
 * more of them at once only make it worse (syncflow-contract.md, the life of a session).
 */
export class SyncflowHttp {
  readonly #options: SyncflowHttpOptions;
  readonly #base: string;
  readonly #host: string;
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #closing = new AbortController();

  /** @throws RecorderError `plain-connection-refused`, `config-bad-value` */
  constructor(options: SyncflowHttpOptions) {
    const url = parseUrl(options.serverUrl);
    refusePlain(url, options.plainHosts, 'The server URL');
    this.#options = options;
    this.#host = url.host;
    // A path with `//` is 404 at SyncFlow.
    this.#base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  }

  /** The answer's value, checked. @throws RecorderError `syncflow-…` */
  async value<T>(schema: z.ZodType<T>, call: SyncflowCall): Promise<T> {
    const answer = await this.answer(call);
    if (answer.status >= 300) throw errorOfAnswer(call.what, answer.status, answer.body);
    return checked(schema, call.what, answer.body);
  }

  /** The answer, whatever its status. @throws RecorderError when there was none */
  async answer(call: SyncflowCall): Promise<SyncflowAnswer> {
    return this.#queue.add(() => this.#send(call), { priority: call.priority ?? 0 });
  }

  /** Ends the call under way and refuses further ones. */
  close(): void {
    this.#closing.abort();
  }

  async #send(call: SyncflowCall): Promise<SyncflowAnswer> {
    const { timeoutMs, mintToken, log } = this.#options;
    const limit = AbortSignal.timeout(timeoutMs);
    const startedAt = performance.now();
    try {
      const response = await fetch(`${this.#base}${call.path}`, {
        method: call.method,
        headers: {
          authorization: `Bearer ${mintToken()}`,
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        // Following one could carry the token to another host, or to one without TLS.
        redirect: 'manual',
        signal: AbortSignal.any([limit, this.#closing.signal]),
      });
      const body = await readBounded(response, call.what);
      const ms = Math.round(performance.now() - startedAt);
      log.debug('SyncFlow answered', { call: call.what, status: response.status, ms });
      return { status: response.status, body };
    } catch (thrown) {
      if (this.#closing.signal.aborted) {
        throw new RecorderError('syncflow-unreachable', 'The connection to SyncFlow was closed.');
      }
      throw errorOfTransport(call.what, this.#host, thrown, limit.aborted ? timeoutMs : null);
    }
  }
}

/** @throws RecorderError `syncflow-bad-answer` */
export function checked<T>(schema: z.ZodType<T>, what: string, body: string): T {
  let value: unknown;
  try {
    value = parseJsonKeepingDigits(body);
  } catch {
    throw new RecorderError('syncflow-bad-answer', `The answer to ${what} is no JSON.`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const at = result.error.issues[0]?.path.join('.') ?? '';
  throw new RecorderError(
    'syncflow-bad-answer',
    `The answer to ${what} is not what SyncFlow sends (at "${at}").`,
  );
}

function parseUrl(serverUrl: string): URL {
  const url = URL.canParse(serverUrl) ? new URL(serverUrl) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new RecorderError('config-bad-value', 'The server URL is not an http or https address.');
}

async function readBounded(response: Response, what: string): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream: AsyncIterable<Uint8Array> = response.body;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      throw new RecorderError('syncflow-bad-answer', `The answer to ${what} is far too long.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
