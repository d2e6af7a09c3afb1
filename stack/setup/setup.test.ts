import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  atLeast,
  cacheFolder,
  ensureDependencies,
  projectRoot,
  SetupError,
  withLock,
} from '../../scripts/setup.mjs';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';

let folder: string;

beforeEach(() => {
  folder = makeThrowawayFolder();
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  removeThrowawayFolder(folder);
});

it.each([
  ['1.26.8', '1.26', true],
  ['1.26', '1.26.0', true],
  ['1.9', '1.26', false],
  ['2.0', '1.26', true],
  ['20.18.3', '20.19', false],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(atLeast(version, minimum)).toBe(expected);
});

it('keeps its cache where XDG_CACHE_HOME says, or under the home folder', () => {
  expect(cacheFolder()).toBe(join(folder, 'cache', 'syncflow-recorder'));
  vi.stubEnv('XDG_CACHE_HOME', '');
  vi.stubEnv('HOME', '/home/someone');
  expect(cacheFolder()).toBe('/home/someone/.cache/syncflow-recorder');
});

describe('withLock', () => {
  it('lets one work at a time, also after one has failed', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(20);
      inside -= 1;
      throw new Error('failed');
    };
    const all = await Promise.allSettled([1, 2, 3].map(() => withLock('x', work, folder)));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(most).toBe(1);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  it('takes over the lock of a process that is gone', async () => {
    const gone = spawnSync('true').pid;
    mkdirSync(join(folder, 'x'));
    writeFileSync(join(folder, 'x', 'owner'), String(gone));
    expect(await withLock('x', () => Promise.resolve('done'), folder)).toBe('done');
  });

  it('takes over an old lock that names no owner', async () => {
    mkdirSync(join(folder, 'x'));
    utimesSync(join(folder, 'x'), 1_000, 1_000);
    expect(await withLock('x', () => Promise.resolve('done'), folder)).toBe('done');
  });
});

describe('ensureDependencies', () => {
  let root: string;

  /** A project with one dependency, a folder of its own, so that npm needs no network. */
  function writeProject(lockedVersion: string): void {
    const dependency = { name: 'inner', version: lockedVersion };
    const project = { name: 'outer', version: '1.0.0', dependencies: { inner: 'file:inner' } };
    const packages = {
      '': project,
      inner: { version: lockedVersion },
      'node_modules/inner': { resolved: 'inner', link: true },
    };
    mkdirSync(join(root, 'inner'), { recursive: true });
    writeFileSync(join(root, 'inner', 'package.json'), JSON.stringify(dependency));
    writeFileSync(join(root, 'package.json'), JSON.stringify(project));
    const lock = { name: 'outer', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
  }

  beforeEach(() => {
    root = join(folder, 'project');
    writeProject('1.0.0');
  });

  const marker = (): string => join(root, 'node_modules', 'marker');

  it('installs once, and again when the lock file changed', async () => {
    await expect(ensureDependencies({ root, check: true })).rejects.toThrow(SetupError);
    await ensureDependencies({ root });
    expect(existsSync(join(root, 'node_modules', 'inner', 'package.json'))).toBe(true);

    // npm ci would remove this file.
    writeFileSync(marker(), '');
    await ensureDependencies({ root });
    await ensureDependencies({ root, check: true });
    expect(existsSync(marker())).toBe(true);

    writeProject('2.0.0');
    await expect(ensureDependencies({ root, check: true })).rejects.toThrow(SetupError);
    await ensureDependencies({ root });
    expect(existsSync(marker())).toBe(false);
  });

  it('leaves a node_modules alone that npm itself has brought up to date', async () => {
    await ensureDependencies({ root });
    writeFileSync(marker(), '');
    const stampFile = join(root, 'node_modules', '.setup-stamp');
    const stamp = readFileSync(stampFile, 'utf8');
    writeFileSync(stampFile, 'made for another lock file');
    await ensureDependencies({ root });
    expect(existsSync(marker())).toBe(true);
    expect(readFileSync(stampFile, 'utf8')).toBe(stamp);
  });

  it('names the cause when npm fails', async () => {
    const broken = { name: 'outer', version: '1.0.0', dependencies: { other: 'file:other' } };
    writeFileSync(join(root, 'package.json'), JSON.stringify(broken));
    await expect(ensureDependencies({ root })).rejects.toThrow(
      'npm ci failed: package.json and package-lock.json do not fit together.',
    );
  });
});

describe('node scripts/setup.mjs', () => {
  function runSetup(...args: readonly string[]): { status: number | null; output: string } {
    const script = join(projectRoot, 'scripts', 'setup.mjs');
    const done = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    return { status: done.status, output: done.stdout + done.stderr };
  }

  it('--check names everything that is missing, and changes nothing', () => {
    vi.stubEnv('PATH', join(folder, 'empty'));
    const { status, output } = runSetup('--check');
    expect(status).toBe(1);
    expect(output).toContain(`Node ${process.versions.node}`);
    expect(output).toContain('Python 3.11 or newer is needed; Python was not found.');
    expect(output).toContain('livekit-server 1.13.5 is not built yet.');
    expect(output).toContain('Run: node scripts/setup.mjs');
    expect(existsSync(join(folder, 'cache'))).toBe(false);
  });

  it('refuses arguments that it does not know', () => {
    const { status, output } = runSetup('--chek');
    expect(status).toBe(2);
    expect(output).toContain('usage:');
  });
});
