/** Which time servers to ask. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isIP } from 'node:net';
import type { TimeServer } from './sntp-client.ts';

const NTP_PORT = 123;
/** What these systems ask themselves, unless somebody changed it. */
const platformServers: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  win32: 'time.windows.com',
  darwin: 'time.apple.com',
};
const MAX_SERVERS = 4;

/**
 * `off`: none. `auto`: those that this computer is set up to use, so that recording sends no question to
 * anybody who does not get it already; none when it is set up for none. Anything else: `host`,
 * `host:port`, `[IPv6]:port`, several with commas.
 *
 * @param root Of the file system; changed in tests.
 */
export function timeServers(
  setting: string,
  platform: NodeJS.Platform = process.platform,
  root = '/',
): readonly TimeServer[] {
  if (setting === 'off') return [];
  if (setting !== 'auto') return setting.split(',').flatMap((one) => parseServer(one.trim()) ?? []);
  const own = platformServers[platform];
  const hosts = own === undefined ? configuredServers(root) : [own];
  return [...new Set(hosts)].slice(0, MAX_SERVERS).map((host) => ({ host, port: NTP_PORT }));
}

/** Whether `timeServers` can make something of every part of it. */
export function isTimeSetting(setting: string): boolean {
  if (setting === 'off' || setting === 'auto') return true;
  return setting.split(',').every((one) => parseServer(one.trim()) !== null);
}

function parseServer(text: string): TimeServer | null {
  if (isIP(text) === 6) return { host: text, port: NTP_PORT };
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? NTP_PORT);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

/** From the configuration of systemd-timesyncd, chrony and ntpd. */
function configuredServers(root: string): string[] {
  const timesyncd = [
    join(root, 'etc/systemd/timesyncd.conf'),
    ...filesIn(join(root, 'etc/systemd/timesyncd.conf.d'), '.conf'),
  ].flatMap((file) => matches(file, /^(?:NTP|FallbackNTP)=(.*)$/gm));
  const chrony = [
    join(root, 'etc/chrony.conf'),
    join(root, 'etc/chrony/chrony.conf'),
    ...filesIn(join(root, 'etc/chrony/conf.d'), '.conf'),
    ...filesIn(join(root, 'etc/chrony/sources.d'), '.sources'),
    join(root, 'etc/ntp.conf'),
    join(root, 'etc/ntpsec/ntp.conf'),
  ].flatMap((file) => matches(file, /^(?:server|pool|peer)[ \t]+(\S+)/gm));
  return [...timesyncd.flatMap((line) => line.split(/\s+/)), ...chrony].filter(
    // A reference clock of ntpd's own (127.127.x.y) is no server.
    (host) => host !== '' && !host.startsWith('127.127.'),
  );
}

function filesIn(folder: string, ending: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(ending));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function matches(file: string, pattern: RegExp): string[] {
  try {
    return [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => match[1]?.trim() ?? '');
  } catch {
    return [];
  }
}
