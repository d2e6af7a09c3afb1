import { createServer } from 'node:net';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { releasePort, releaseStalePorts, reservePort } from './free-port.ts';
import { registryFolder } from './registry.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from './throwaway-folder.ts';

let folder: string;

beforeEach(() => {
  folder = makeThrowawayFolder();
  // A registry of its own: another stack that starts meanwhile would give the stale port back first.
  vi.stubEnv('TMPDIR', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  removeThrowawayFolder(folder);
});

it('never gives the same port twice, and each can be listened on', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => reservePort()));
  expect(new Set(ports).size).toBe(50);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(15_000);
    expect(port).toBeLessThan(32_000);
  }
  const [first = 0] = ports;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(first, '127.0.0.1', resolve);
  });
  server.close();
  ports.forEach(releasePort);
});

it('gives back the ports of processes that are gone, and only those', async () => {
  const mine = await reservePort();
  const stale = join(registryFolder(), 'port-1');
  writeFileSync(stale, JSON.stringify({ pid: process.pid, started: 'long ago' }));
  expect(releaseStalePorts()).toContain(1);
  expect(existsSync(stale)).toBe(false);
  expect(existsSync(join(registryFolder(), `port-${mine}`))).toBe(true);
  releasePort(mine);
  expect(existsSync(join(registryFolder(), `port-${mine}`))).toBe(false);
});
