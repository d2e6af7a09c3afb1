/** Signatures of S3 requests, "AWS Signature Version 4" (AWS's documentation of that name). */
import { createHash, createHmac } from 'node:crypto';
import type { S3Config } from '../config/config.ts';

/** A request as it is signed; header names in lower case. */
export interface SignedParts {
  readonly method: 'PUT' | 'HEAD';
  /** Encoded, as it is sent; without a query. */
  readonly path: string;
  /** All that are to be signed, `host` among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodySha256: string;
}

/** SHA-256 of nothing. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Signs with the keys of a bucket. The key of a day is made once. */
export class S3Signer {
  readonly #config: S3Config;
  #day = '';
  #key: Buffer = Buffer.alloc(0);

  constructor(config: S3Config) {
    this.#config = config;
  }

  /** The headers that go out. @param now unix milliseconds, of the store's clock */
  sign({ method, path, headers, bodySha256 }: SignedParts, now: number): Record<string, string> {
    const { region, accessKey, sessionToken } = this.#config;
    const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
    const day = time.slice(0, 'YYYYMMDD'.length);
    const all: Record<string, string> = {
      ...headers,
      'x-amz-content-sha256': bodySha256,
      'x-amz-date': time,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(all).sort();
    const list = names.join(';');
    const lines = names.map((name) => `${name}:${plain(all[name] ?? '')}\n`).join('');
    const request = `${method}\n${path}\n\n${lines}\n${list}\n${bodySha256}`;
    const scope = `${day}/${region}/s3/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(request)}`;
    const signature = createHmac('sha256', this.#keyOf(day)).update(text).digest('hex');
    const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
    return { ...all, authorization };
  }

  #keyOf(day: string): Buffer {
    if (day !== this.#day) {
      const { region, secretKey } = this.#config;
      let key: Buffer = Buffer.from(`AWS4${secretKey}`);
      for (const part of [day, region, 's3', 'aws4_request']) key = hmac(key, part);
      this.#key = key;
      this.#day = day;
    }
    return this.#key;
  }
}

/** Each part of a key as S3 signs it: more is escaped than `encodeURIComponent` does. */
export function encodePath(path: string): string {
  return path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(
        /[!'()*]/g,
        (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
}

/** As the signature takes a header's value. */
function plain(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
