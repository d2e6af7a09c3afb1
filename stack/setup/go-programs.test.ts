import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ensureGoProgram,
  findGo,
  locateServer,
  servers,
  SetupError,
} from '../../scripts/setup.mjs';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';

let folder: string;

beforeEach(() => {
  folder = makeThrowawayFolder();
  // Go's own cache would move along with the next line, and everything be compiled anew.
  const goCache = execFileSync(findGo().command, ['env', 'GOCACHE'], { encoding: 'utf8' });
  vi.stubEnv('GOCACHE', goCache.trim());
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  removeThrowawayFolder(folder);
});

/** A Go program that prints `text`. */
function writeProgram(text: string): string {
  const source = join(folder, 'source');
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'go.mod'), 'module example\n\ngo 1.26\n');
  writeFileSync(
    join(source, 'main.go'),
    `package main\n\nimport "fmt"\n\nfunc main() { fmt.Print("${text}") }\n`,
  );
  return source;
}

function output(program: string): string {
  return execFileSync(program, { encoding: 'utf8' });
}

describe('ensureGoProgram', () => {
  it('builds once, also for two at the same time, and anew when a source changes', async () => {
    const source = writeProgram('one');
    const [first, second] = await Promise.all([
      ensureGoProgram('example', source),
      ensureGoProgram('example', source),
    ]);
    expect(second).toBe(first);
    expect(output(first)).toBe('one');
    // Nothing but the program stays: no half-built file, no lock.
    const cache = join(folder, 'cache', 'syncflow-recorder');
    expect(readdirSync(cache).sort()).toEqual(['bin', 'locks']);
    expect(readdirSync(join(cache, 'bin'))).toHaveLength(1);
    expect(readdirSync(join(cache, 'locks'))).toEqual([]);

    writeProgram('two');
    const changed = await ensureGoProgram('example', source);
    expect(changed).not.toBe(first);
    expect(output(changed)).toBe('two');
    expect(output(first)).toBe('one');
  });

  it('names the cause when the source is wrong, and leaves nothing', async () => {
    const source = writeProgram('x');
    writeFileSync(join(source, 'main.go'), 'package main\n\nfunc main() { nonsense }\n');
    const built = ensureGoProgram('example', source);
    await expect(built).rejects.toThrow(/building example failed[^]*undefined: nonsense/);
    const bin = join(folder, 'cache', 'syncflow-recorder', 'bin');
    expect(readdirSync(bin)).toEqual([]);
  });

  it('removes what a build that was killed has left', async () => {
    const source = writeProgram('x');
    const program = await ensureGoProgram('example', source);
    const interrupted = join(program, '..', '..', `build-${basename(program)}-killed`);
    mkdirSync(interrupted);
    rmSync(program);
    expect(await ensureGoProgram('example', source)).toBe(program);
    expect(existsSync(interrupted)).toBe(false);
  });

  it('builds nothing when it may only look', async () => {
    const looked = ensureGoProgram('example', writeProgram('x'), { check: true });
    await expect(looked).rejects.toThrow(SetupError);
  });

  it('asks for Go when there is none that is new enough', () => {
    const bin = join(folder, 'bin');
    fakeProgram(bin, 'go', 'go version go1.19.8 linux/amd64');
    vi.stubEnv('PATH', bin);
    // The second place may hold a good one on this machine.
    const found = ((): string => {
      try {
        return findGo().command;
      } catch (error) {
        return String(error);
      }
    })();
    expect(found).toMatch(/^\/usr\/local\/go\/bin\/go$|Go 1\.26 or newer is needed; .*1\.19\.8/);
  });
});

describe('locateServer', () => {
  it('takes a program from PATH when it has exactly the pinned version', () => {
    const bin = join(folder, 'bin');
    vi.stubEnv('PATH', `${bin}:/usr/bin:/bin`);
    expect(locateServer('livekit-server')).toBeNull();
    fakeProgram(bin, 'livekit-server', 'livekit-server version 1.0.0');
    expect(locateServer('livekit-server')).toBeNull();
    fakeProgram(
      bin,
      'livekit-server',
      `livekit-server version ${servers['livekit-server'].version}`,
    );
    expect(locateServer('livekit-server')).toBe('livekit-server');
    fakeProgram(bin, 'versitygw', `Version  : v${servers.versitygw.version}`);
    expect(locateServer('versitygw')).toBe('versitygw');
  });

  it('prefers its own cache', () => {
    const cached = join(folder, 'cache', 'syncflow-recorder', 'bin');
    const name = `versitygw-${servers.versitygw.version}`;
    fakeProgram(cached, name, '');
    expect(locateServer('versitygw')).toBe(join(cached, name));
  });
});

function fakeProgram(bin: string, name: string, prints: string): void {
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, name), `#!/bin/sh\necho '${prints}'\n`);
  chmodSync(join(bin, name), 0o755);
}
