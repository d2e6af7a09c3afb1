import { RecorderError } from '../../shared/errors.ts';

/**
 * Refuses a connection without TLS to a host that was not allowed by name (design.md: plain `amqp`,
 * `ws`, `http` need an opt-in per host). Throws `plain-connection-refused`.
 */
export function requireTls(url: URL, plainHosts: readonly string[]): void {
  const secure = ['https:', 'wss:', 'amqps:'].includes(url.protocol);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (secure || plainHosts.includes(host)) return;
  throw new RecorderError(
    'plain-connection-refused',
    `${url.protocol}//${url.host} would send everything in the clear`,
  );
}
