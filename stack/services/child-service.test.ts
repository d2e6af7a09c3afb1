import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChildService } from './child-service.ts';
import type { ChildSpec } from './child-service.ts';
import { childrenOf, processesIn, until } from './test-helpers.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from './throwaway-folder.ts';

let folder: string;
let services: ChildService[];

beforeEach(() => {
  folder = makeThrowawayFolder();
  services = [];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const service of services) await service.kill();
  removeThrowawayFolder(folder);
});

/** A service whose program is this JavaScript; it is ready when it has made the file `ready`. */
function serviceOf(javascript: string, spec: Partial<ChildSpec> = {}): ChildService {
  const service = new ChildService({
    name: 'child',
    folder,
    command: () => process.execPath,
    args: ['-e', `const fs = require('node:fs'); ${javascript}`],
    isReady: () => Promise.resolve(existsSync(join(folder, 'ready'))),
    ...spec,
  });
  services.push(service);
  return service;
}

const getReady = `fs.writeFileSync('ready', '');`;
const liveOn = `setInterval(() => undefined, 1000);`;

describe('start', () => {
  it('resolves when the probe says so and keeps what was printed', async () => {
    const service = serviceOf(
      `console.log('hello'); console.error('trouble'); ${getReady} ${liveOn}`,
    );
    await service.start();
    expect(service.running).toBe(true);
    expect(service.pid).not.toBeNull();
    const log = readFileSync(service.logFile, 'utf8');
    expect(log).toContain('hello');
    expect(log).toContain('trouble');
    await expect(service.start()).rejects.toThrow('child runs already');
  });

  it('inherits nothing of the environment but what programs need', async () => {
    vi.stubEnv('LIVEKIT_KEYS', 'foreign: foreign');
    const print = `fs.writeFileSync('environment', JSON.stringify(process.env));`;
    await serviceOf(`${print} ${getReady} ${liveOn}`, { env: { OWN: 'yes' } }).start();
    const environment = readFileSync(join(folder, 'environment'), 'utf8');
    expect(environment).toContain('"OWN":"yes"');
    expect(environment).toContain('"PATH"');
    expect(environment).not.toContain('LIVEKIT_KEYS');
  });

  it('names a program that is not there', async () => {
    const service = serviceOf('', { command: () => 'no-such-program' });
    await expect(service.start()).rejects.toThrow('child could not be started');
    expect(service.running).toBe(false);
  });

  it('ends with the end of the log when the program ends first, secrets taken out', async () => {
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
    const service = serviceOf(`console.log('port in use', '${token}'); process.exit(7);`);
    const error = await service.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toContain('child ended with code 7 before it was ready');
    expect(String(error)).toContain('port in use');
    expect(String(error)).not.toContain(token);
  });

  it('gives up after the time limit and leaves no process', async () => {
    const service = serviceOf(liveOn, { readyWithinMs: 300 });
    await expect(service.start()).rejects.toThrow('child was not ready in 300 ms');
    expect(service.running).toBe(false);
    expect(processesIn(folder)).toEqual([]);
  });

  it('counts a probe that throws as not ready', async () => {
    let probes = 0;
    const isReady = (): Promise<boolean> => {
      probes += 1;
      return probes < 3 ? Promise.reject(new Error('refused')) : Promise.resolve(true);
    };
    await serviceOf(liveOn, { isReady }).start();
    expect(probes).toBe(3);
  });
});

describe('end', () => {
  it('stops by SIGTERM, also a paused one, and starts again with the same log', async () => {
    const onTerm = `process.on('SIGTERM', () => { console.log('goodbye'); process.exit(0); });`;
    const service = serviceOf(`${onTerm} ${getReady} ${liveOn}`);
    await service.start();
    service.pause();
    await service.stop();
    expect(processesIn(folder)).toEqual([]);
    rmSync(join(folder, 'ready'));
    await service.start();
    await service.stop();
    await service.stop();
    expect(readFileSync(service.logFile, 'utf8').match(/goodbye/g)).toHaveLength(2);
  });

  it('sends the later signals to a process that stays', async () => {
    const onTerm = `let n = 0; process.on('SIGTERM', () => { n += 1; console.log('term', n); if (n === 2) process.exit(0); });`;
    const stopSignals = [
      { signal: 'SIGTERM', waitMs: 100 },
      { signal: 'SIGTERM', waitMs: 10_000 },
    ] as const;
    const service = serviceOf(`${onTerm} ${getReady} ${liveOn}`, { stopSignals });
    await service.start();
    await service.stop();
    expect(readFileSync(service.logFile, 'utf8')).toContain('term 2');
  });

  it('kills one that ignores every signal', async () => {
    const stopSignals = [{ signal: 'SIGTERM', waitMs: 200 }] as const;
    const ignore = `process.on('SIGTERM', () => undefined);`;
    const service = serviceOf(`${ignore} ${getReady} ${liveOn}`, { stopSignals });
    await service.start();
    await service.stop();
    expect(service.running).toBe(false);
    expect(processesIn(folder)).toEqual([]);
  });

  it('takes helpers of the process along, also when it dies by itself', async () => {
    const helper = `require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });`;
    const service = serviceOf(`${helper} ${getReady} ${liveOn}`);
    await service.start();
    const pid = service.pid ?? 0;
    await until('the helper runs', () => childrenOf(pid).length === 1);
    process.kill(pid, 'SIGKILL');
    await until('the end is noticed', () => !service.running);
    await until('the helper is gone', () => processesIn(folder).length === 0);
  });

  it('pauses and resumes', async () => {
    const count = `let n = 0; setInterval(() => fs.writeFileSync('count', String(n += 1)), 5);`;
    const service = serviceOf(`${count} ${getReady}`);
    await service.start();
    const counted = (): string => {
      const file = join(folder, 'count');
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    };
    await until('it counts', () => counted() !== '');
    service.pause();
    // At once: who asks a paused server must not get an answer.
    expect(readFileSync(`/proc/${service.pid ?? 0}/stat`, 'utf8')).toContain(') T ');
    const before = counted();
    service.resume();
    await until('it goes on', () => counted() !== before);
  });
});
