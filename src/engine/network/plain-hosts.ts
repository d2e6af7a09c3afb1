import { RecorderError } from '../../shared/errors.ts';

const encrypted = new Set(['https:', 'wss:', 'amqps:']);

/**
 * Refuses a connection without TLS unless the researcher allowed it for that host
 * (`RECORDER_PLAIN_HOSTS`; reliability.md §5, point 7). An entry is a host, or `host:port` for one port.
 *
 * @param what what the address is for, as the beginning of a sentence: `The server URL`
 * @throws RecorderError `plain-connection-refused`
 */
export function refusePlain(url: URL, plainHosts: readonly string[], what: string): void {
  if (encrypted.has(url.protocol) || isListed(url, plainHosts)) return;
  const scheme = url.protocol.replace(':', '');
  throw new RecorderError(
    'plain-connection-refused',
    `${what} uses ${scheme} without TLS, which is not allowed for ${url.host}.`,
  );
}

function isListed(url: URL, plainHosts: readonly string[]): boolean {
  return plainHosts.some((entry) => {
    const listed = normal(entry);
    return listed === normal(url.hostname) || listed === normal(url.host);
  });
}

/** Case and the brackets around an IPv6 address do not matter. */
function normal(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1');
}
