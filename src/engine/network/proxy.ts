/** The way out through a proxy, as networks of schools and companies want it. */
import type { Agent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** As in the environment: names and values. */
export type ProxyEnv = Readonly<Record<string, string | undefined>>;

/** Connections that an agent keeps open; as many as the SDK does without a proxy. */
const MAX_SOCKETS = 50;

/**
 * The proxy for a server, by the names that other programs read too: `HTTPS_PROXY` or `HTTP_PROXY` by
 * the server's scheme, and `NO_PROXY` (host names, which cover their subdomains, with an optional port;
 * `*` for all), each in capitals or not. This computer itself is never asked of a proxy. Null: none.
 */
export function proxyFor(server: URL, env: ProxyEnv = process.env): URL | null {
  const read = (name: string): string => env[name.toLowerCase()] ?? env[name] ?? '';
  const proxy = read(server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  // A proxy's own loopback is not ours.
  if (/^(?:localhost|127\..*|\[::1\])$/.test(server.hostname)) return null;
  if (proxy === '' || !URL.canParse(proxy) || isExempt(server, read('NO_PROXY'))) return null;
  return new URL(proxy);
}

/** The agent for requests to `server` through `proxy`: a tunnel (CONNECT) where the server has TLS. */
export function proxyAgent(server: URL, proxy: URL): Agent {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS };
  return server.protocol === 'https:'
    ? new HttpsProxyAgent(proxy, options)
    : new HttpProxyAgent(proxy, options);
}

function isExempt(server: URL, list: string): boolean {
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', onlyPort] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
      if (onlyPort !== undefined && onlyPort !== port) return false;
      return server.hostname === name || server.hostname.endsWith(`.${name}`);
    });
}
