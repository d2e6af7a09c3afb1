import { createHash, createHmac } from 'node:crypto';
import type { Project } from './store.ts';

/**
 * A link to an object of the project's bucket that works without credentials for `seconds`: AWS
 * signature version 4 in the query, path-style, as SyncFlow hands out for finished recordings.
 */
export function presignedUrl(
  { endpoint, bucketName, storage }: Project,
  key: string,
  seconds: number,
  now: Date,
): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${storage.region}/s3/aws4_request`;
  const url = new URL(`${endpoint}/${[bucketName, ...key.split('/')].map(escape).join('/')}`);
  const query = [
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA256'],
    ['X-Amz-Credential', `${storage.accessKey}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(seconds)],
    ['X-Amz-SignedHeaders', 'host'],
    ['response-content-disposition', 'attachment'],
  ].map(([name = '', value = '']) => `${name}=${escape(value)}`);
  const request = [
    'GET',
    url.pathname,
    query.join('&'),
    `host:${url.host}\n`,
    'host',
    'UNSIGNED-PAYLOAD',
  ];
  const hash = createHash('sha256').update(request.join('\n')).digest('hex');
  const signature = sign(
    [storage.region, 's3', 'aws4_request'].reduce(
      sign,
      sign(`AWS4${storage.secretKey}`, time.slice(0, 8)),
    ),
    `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash}`,
  ).toString('hex');
  // Where SyncFlow's own signer puts it.
  query.splice(4, 0, `X-Amz-Signature=${signature}`);
  return `${url.origin}${url.pathname}?${query.join('&')}`;
}

function sign(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function escape(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
