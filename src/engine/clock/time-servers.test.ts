import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isTimeSetting, timeServers } from './time-servers.ts';

let root: string | null = null;

afterEach(() => {
  if (root !== null) rmSync(root, { recursive: true });
  root = null;
});

function systemWith(files: Readonly<Record<string, string>>): string {
  root = mkdtempSync(join(tmpdir(), 'time-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test.each([
  ['off', []],
  ['time.example.org', [{ host: 'time.example.org', port: 123 }]],
  ['10.0.0.1:1123', [{ host: '10.0.0.1', port: 1123 }]],
  ['[fd00::1]:1123', [{ host: 'fd00::1', port: 1123 }]],
  [
    'fd00::1, b.example',
    [
      { host: 'fd00::1', port: 123 },
      { host: 'b.example', port: 123 },
    ],
  ],
])('%s', (setting, servers) => {
  expect(isTimeSetting(setting)).toBe(true);
  expect(timeServers(setting)).toEqual(servers);
});

test.each(['', 'a b', 'host:0', 'host:99999', 'a,,b', 'http://host'])('"%s" is none', (setting) => {
  expect(isTimeSetting(setting)).toBe(false);
});

test('auto asks whom the computer asks already, and nobody when it asks nobody', () => {
  const hosts = (files: Readonly<Record<string, string>>): string[] =>
    timeServers('auto', 'linux', systemWith(files)).map(({ host }) => host);
  expect(hosts({})).toEqual([]);
  expect(
    hosts({ 'etc/systemd/timesyncd.conf': '[Time]\n#NTP=\nNTP=a.example b.example\n' }),
  ).toEqual(['a.example', 'b.example']);
  expect(
    hosts({
      'etc/chrony/chrony.conf': 'pool c.example iburst\n#server no.example\n',
      'etc/chrony/sources.d/own.sources': 'server 10.0.0.7 prefer\n',
      'etc/ntp.conf': 'server 127.127.1.0\nserver c.example\n',
    }),
  ).toEqual(['c.example', '10.0.0.7']);
  expect(timeServers('auto', 'win32').map(({ host }) => host)).toEqual(['time.windows.com']);
});
