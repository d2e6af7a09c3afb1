/** What becomes of a stack whose process dies without a word: guardian.ts and reap.ts. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { identifyProcess } from './process-identity.ts';
import { reapLeftovers } from './reap.ts';
import { readOwners, registryFolder } from './registry.ts';
import { childrenOf, processesIn, until } from './test-helpers.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from './throwaway-folder.ts';

let folder: string;
let parent: ChildProcess;

beforeEach(() => {
  folder = makeThrowawayFolder();
  // A registry of its own: another stack that starts meanwhile would reap what these tests leave.
  vi.stubEnv('TMPDIR', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  parent.kill('SIGKILL');
  for (const pid of processesIn(folder)) process.kill(pid, 'SIGKILL');
  removeThrowawayFolder(folder);
});

const reportSchema = z.object({ service: z.number(), folder: z.string(), port: z.number() });

/** Another process of the stack: a service that runs `sleep`, a throwaway folder, a port. */
async function startParent(then: string): Promise<z.infer<typeof reportSchema>> {
  const here = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `
    import { ChildService } from ${here('child-service.ts')};
    import { reservePort } from ${here('free-port.ts')};
    import { makeThrowawayFolder } from ${here('throwaway-folder.ts')};
    const service = new ChildService({
      name: 'sleeper', folder: ${JSON.stringify(join(folder, 'sleeper'))},
      command: () => 'sleep', args: ['600'], isReady: () => Promise.resolve(true),
    });
    await service.start();
    const folder = makeThrowawayFolder();
    console.log(JSON.stringify({ service: service.pid, folder, port: await reservePort() }));
    ${then}
  `;
  mkdirSync(join(folder, 'sleeper'), { recursive: true });
  writeFileSync(join(folder, 'parent.mts'), script);
  parent = spawn(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), join(folder, 'parent.mts')],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  if (parent.stdout === null) throw new Error('no output');
  for await (const line of createInterface(parent.stdout)) {
    return reportSchema.parse(JSON.parse(line));
  }
  throw new Error('the parent said nothing');
}

function ownersOf(pid: number | undefined): number {
  return readOwners().filter(({ record }) => record.owner.pid === pid).length;
}

it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'the services of a process that dies of %s die with it',
  async (signal) => {
    const { service } = await startParent('setInterval(() => undefined, 1000);');
    expect(identifyProcess(service)).not.toBeNull();
    parent.kill(signal);
    await until('the service is gone', () => identifyProcess(service) === null);
  },
);

it('the services of a process that simply ends die with it', async () => {
  const { service, port } = await startParent('process.exit(0);');
  await until('the service is gone', () => identifyProcess(service) === null);
  expect(existsSync(join(registryFolder(), `port-${port}`))).toBe(false);
});

it('reaping leaves the living alone and removes all that a dead process left', async () => {
  const left = await startParent('setInterval(() => undefined, 1000);');
  const parentPid = parent.pid ?? 0;
  expect(reapLeftovers().folders).not.toContain(left.folder);
  expect(identifyProcess(left.service)).not.toBeNull();
  expect(ownersOf(parentPid)).toBe(1);

  const guardians = childrenOf(parentPid).filter((pid) => pid !== left.service);
  for (const guardian of guardians) process.kill(guardian, 'SIGKILL');
  parent.kill('SIGKILL');
  await until('the parent is gone', () => identifyProcess(parentPid) === null);
  expect(identifyProcess(left.service)).not.toBeNull();

  const reaped = reapLeftovers();
  expect(reaped.processes).toContain('sleeper');
  expect(reaped.folders).toContain(left.folder);
  expect(reaped.ports).toContain(left.port);
  await until('the service is gone', () => identifyProcess(left.service) === null);
  expect(existsSync(left.folder)).toBe(false);
  expect(ownersOf(parentPid)).toBe(0);
});
