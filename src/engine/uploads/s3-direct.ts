import {
  Agent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { S3Config } from '../config/config.ts';
import { networkFault } from '../network/network-fault.ts';
import { proxyAgent } from '../network/proxy.ts';
import { proxyOf, type S3Limits } from './s3-client.ts';
import { encodePath, S3Signer } from './s3-sign.ts';

/** Connections to a store at the same time; as many as small files can be on their way. */
const MAX_SOCKETS = 128;
/** A connection that was kept may be closed by the store in the moment in which it is used again. */
const MAX_STALE = 3;
const MAX_ANSWER_BYTES = 64 * 1024;
/** S3 itself refuses at a quarter of an hour. */
const MAX_SKEW_MS = 5 * 60_000;

/** An answer, its body read. */
export interface S3Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What goes out. */
export interface S3Request {
  readonly method: 'PUT' | 'HEAD';
  readonly key: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
  /** Of the body, hexadecimal. */
  readonly bodySha256: string;
}

/** An answer that is not 2xx, with what `readS3Error` reads of the SDK's errors. */
export class S3AnswerError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor({ status, body }: S3Answer) {
    super(/<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? '');
    this.name = /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? (status === 404 ? 'NotFound' : 'Error');
    this.$metadata = { httpStatusCode: status };
  }
}

/** How far the store's clock is ahead of ours, in milliseconds; the SDK's client keeps one. */
export interface StoreClock {
  systemClockOffset: number;
}

/**
 * The two requests that every small file takes, made without the SDK: its client costs about 1 ms of
 * CPU for each, this 0.25 ms, and it opens a connection of its own for each body (measured). Everything
 * else is the SDK's. Errors are read by the same functions (`classifyS3Error`).
 */
export class S3Direct {
  readonly #signer: S3Signer;
  readonly #limits: S3Limits;
  readonly #clock: StoreClock;
  readonly #agent: Agent;
  readonly #base: URL;
  readonly #prefix: string;

  private constructor(config: S3Config, limits: S3Limits, clock: StoreClock, base: URL) {
    const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
    const proxy = proxyOf(config);
    this.#signer = new S3Signer(config);
    this.#limits = limits;
    this.#clock = clock;
    this.#base = base;
    this.#prefix = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
    this.#agent =
      proxy !== null
        ? proxyAgent(new URL(config.endpoint), proxy)
        : base.protocol === 'https:'
          ? new HttpsAgent(options)
          : new Agent(options);
  }

  /** Null for the few buckets whose address only the SDK knows how to make. */
  static to(config: S3Config, limits: S3Limits, clock: StoreClock): S3Direct | null {
    const base = new URL(config.endpoint);
    if ((config.addressing ?? 'path') === 'path') {
      base.pathname = `${base.pathname.replace(/\/$/, '')}/${encodePath(config.bucket)}`;
      return new S3Direct(config, limits, clock, base);
    }
    const isName = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(config.bucket);
    if (!isName || isIP(base.hostname.replace(/^\[|\]$/g, '')) !== 0) return null;
    base.hostname = `${config.bucket}.${base.hostname}`;
    return new S3Direct(config, limits, clock, base);
  }

  /** Throws S3AnswerError for what is not 2xx, and Node's errors where no answer came. */
  async send(request: S3Request, signal: AbortSignal): Promise<S3Answer> {
    for (let stale = 0; ; stale += 1) {
      signal.throwIfAborted();
      const sent = this.#begin(request);
      const end = (): void => {
        sent.destroy(new Error('ended'));
      };
      signal.addEventListener('abort', end, { once: true });
      try {
        const answer = await this.#answerTo(sent, request.body);
        if (answer.status >= 200 && answer.status < 300) return answer;
        this.#learnTime(answer);
        throw new S3AnswerError(answer);
      } catch (thrown) {
        const wasStale = sent.reusedSocket && networkFault(thrown)?.kind === 'cut';
        if (!wasStale || signal.aborted || stale === MAX_STALE) throw thrown;
      } finally {
        signal.removeEventListener('abort', end);
      }
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #begin({ method, key, headers, body, bodySha256 }: S3Request): ClientRequest {
    const { host, hostname, port, protocol } = this.#base;
    const path = `${this.#prefix}${encodePath(key)}`;
    const length = body === null ? {} : { 'content-length': String(body.length) };
    const signed = this.#signer.sign(
      { method, path, headers: { ...headers, ...length, host }, bodySha256 },
      Date.now() + this.#clock.systemClockOffset,
    );
    const options: RequestOptions = {
      ...{ method, path, headers: signed, agent: this.#agent },
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? undefined : port,
      timeout: this.#limits.idleMs,
    };
    return protocol === 'https:' ? httpsRequest(options) : httpRequest(options);
  }

  #answerTo(sent: ClientRequest, body: Buffer | null): Promise<S3Answer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        sent.destroy(timeout('no connection'));
      }, this.#limits.connectMs);
      sent.on('socket', (socket) => {
        const stop = (): void => {
          clearTimeout(timer);
        };
        if (socket.connecting) {
          socket.once(this.#base.protocol === 'https:' ? 'secureConnect' : 'connect', stop);
        } else stop();
      });
      sent.on('timeout', () => {
        sent.destroy(timeout('nothing came'));
      });
      sent.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      sent.on('response', (response) => {
        clearTimeout(timer);
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          if (text.length < MAX_ANSWER_BYTES) text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
        });
      });
      sent.end(body ?? undefined);
    });
  }

  /** As the SDK does it: a refusal says what time it is there, and the next request is signed so. */
  #learnTime({ headers }: S3Answer): void {
    const there = Date.parse(headers.date ?? '');
    if (Number.isNaN(there)) return;
    const offset = there - Date.now();
    if (Math.abs(offset - this.#clock.systemClockOffset) > MAX_SKEW_MS) {
      this.#clock.systemClockOffset = offset;
    }
  }
}

function timeout(what: string): Error {
  return Object.assign(new Error(what), { name: 'TimeoutError' });
}
