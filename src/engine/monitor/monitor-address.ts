/** Where the monitor listens: `9464` is this computer alone; `0.0.0.0:9464` or `[::]:9464` is everybody. */
import { isIP } from 'node:net';

export interface MonitorAddress {
  readonly host: string;
  readonly port: number;
}

const LOOPBACK = '127.0.0.1';

/** Null: it is none. */
export function parseMonitorAddress(text: string): MonitorAddress | null {
  const [, v6, other, digits = ''] =
    /^(?:(?:\[([^\]]+)\]|([^:[\]\s]+)):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) return null;
  if (v6 !== undefined) return isIP(v6) === 6 ? { host: v6, port } : null;
  return { host: other ?? LOOPBACK, port };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
