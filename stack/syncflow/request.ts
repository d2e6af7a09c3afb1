/** One HTTP request, read as Rust's actix-web reads it. */
import type { IncomingMessage } from 'node:http';
import { PlainTextError } from './errors.ts';
import { JsonSyntaxError } from './json-reader.ts';

const BODY_LIMIT = 2 * 1024 * 1024;
const jsonType = /^application\/(?:json|[^;\s]+\+json)\s*(?:;|$)/i;

export interface ApiRequest {
  readonly method: string;
  /** As it came: no slash is added, removed or merged. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** @throws PlainTextError 400 when the content type or the body is not what `read` wants */
  readonly json: <T>(read: (body: Uint8Array) => T) => Promise<T>;
}

export function apiRequest(incoming: IncomingMessage): ApiRequest {
  const target = incoming.url ?? '/';
  const end = target.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: end < 0 ? target : target.slice(0, end),
    query: new URLSearchParams(end < 0 ? '' : target.slice(end + 1)),
    authorization: incoming.headers.authorization,
    json: async (read) => {
      if (!jsonType.test(incoming.headers['content-type'] ?? '')) {
        throw new PlainTextError(400, 'Content type error');
      }
      const body = await readBody(incoming);
      try {
        return read(body);
      } catch (error) {
        if (!(error instanceof JsonSyntaxError)) throw error;
        throw new PlainTextError(400, `Json deserialize error: ${error.message}`);
      }
    },
  };
}

/** The whole body. @throws PlainTextError 413 beyond actix-web's limit */
export async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming) {
    if (!Buffer.isBuffer(part)) throw new Error('a request without encoding comes as buffers');
    size += part.length;
    if (size > BODY_LIMIT) {
      const text = `JSON payload (${size} bytes) is larger than allowed (limit: ${BODY_LIMIT} bytes).`;
      throw new PlainTextError(413, text);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
