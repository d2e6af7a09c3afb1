import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { cacheFolder, withLock } from './cache.mjs';
import { capture, failure, run, say, SetupError } from './run.mjs';
import { findGo } from './toolchain.mjs';
import { servers } from './versions.mjs';

/** @typedef {keyof typeof servers} ServerName */

/**
 * Where a server's program lies: in our cache, or in PATH when that has exactly the pinned version.
 * Null when it must be built first.
 * @param {ServerName} name
 * @returns {string | null}
 */
export function locateServer(name) {
  const cached = binary(`${name}-${servers[name].version}`);
  if (existsSync(cached)) return cached;
  const version = servers[name].versionPattern.exec(capture(name, ['--version']) ?? '')?.[1];
  return version === servers[name].version ? name : null;
}

/**
 * Makes sure that all servers are there, building what is missing (one to two minutes each).
 * @param {{ check?: boolean }} [options]
 * @returns {Promise<Record<ServerName, string>>} the program of each server
 * @throws SetupError
 */
export async function ensureServers({ check = false } = {}) {
  return {
    'livekit-server': await ensureServer('livekit-server', check),
    versitygw: await ensureServer('versitygw', check),
  };
}

/**
 * @param {ServerName} name
 * @param {boolean} check
 */
async function ensureServer(name, check) {
  const found = locateServer(name);
  if (found !== null) return found;
  const { version, package: source, ldflags, versionPattern } = servers[name];
  const what = `${name} ${version}`;
  if (check) throw new SetupError(`${what} is not built yet.`, 'Run: node scripts/setup.mjs');
  return buildOnce(`${name}-${version}`, async (folder, output) => {
    say('work', `building ${what} (one to two minutes, once)`);
    // A module of its own for each server, so that their dependencies do not meet.
    await go(what, folder, ['mod', 'init', 'tools']);
    await go(what, folder, ['get', '-tool', `${source}@v${version}`]);
    await go(what, folder, ['build', ...buildFlags, '-ldflags', ldflags, '-o', output, source]);
    const built = versionPattern.exec(capture(output, ['--version']) ?? '')?.[1];
    if (built !== version) {
      throw new SetupError(
        `the built ${name} says it is version ${built ?? 'unknown'}.`,
        'Report it.',
      );
    }
  });
}

/**
 * Builds a Go program of this repository (a folder with its own go.mod and go.sum) unless one of the
 * same sources lies in the cache.
 * @param {string} name
 * @param {string} sourceFolder
 * @param {{ check?: boolean }} [options]
 * @returns {Promise<string>} the program
 * @throws SetupError
 */
export async function ensureGoProgram(name, sourceFolder, { check = false } = {}) {
  const key = `${name}-${(await hashOfSources(sourceFolder)).slice(0, 16)}`;
  if (existsSync(binary(key))) return binary(key);
  if (check) throw new SetupError(`${name} is not built yet.`, 'Run: node scripts/setup.mjs');
  return buildOnce(key, async (_folder, output) => {
    say('work', `building ${name}`);
    await go(name, sourceFolder, ['build', ...buildFlags, '-mod=readonly', '-o', output, '.']);
  });
}

const buildFlags = ['-trimpath', '-buildvcs=false'];

/**
 * Builds into a folder of its own and moves the result into place in one step: whoever looks sees no
 * program or a whole one.
 * @param {string} key
 * @param {(folder: string, output: string) => Promise<void>} build
 */
async function buildOnce(key, build) {
  return withLock(key, async () => {
    const target = binary(key);
    if (existsSync(target)) return target;
    await mkdir(join(cacheFolder(), 'bin'), { recursive: true });
    await removeInterruptedBuilds(key);
    const folder = await mkdtemp(join(cacheFolder(), `build-${key}-`));
    try {
      await build(folder, join(folder, 'program'));
      await rename(join(folder, 'program'), target);
      return target;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/**
 * Folders of builds that were killed. Called with the lock held, so none of them is at work.
 * @param {string} key
 */
async function removeInterruptedBuilds(key) {
  for (const name of await readdir(cacheFolder())) {
    if (!name.startsWith(`build-${key}-`)) continue;
    await rm(join(cacheFolder(), name), { recursive: true, force: true });
  }
}

/**
 * @param {string} what
 * @param {string} cwd
 * @param {readonly string[]} args
 */
async function go(what, cwd, args) {
  const env = { ...process.env, GOWORK: 'off', ...(args.includes('-mod=readonly') ? {} : modOnly) };
  const { code, output } = await run(findGo().command, args, { label: what, cwd, env });
  if (code !== 0) throw failure(`building ${what}`, output);
}

const modOnly = { GOFLAGS: '-mod=mod' };

/** @param {string} sourceFolder */
async function hashOfSources(sourceFolder) {
  const entries = await readdir(sourceFolder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter(({ name }) => /\.go$|^go\.(mod|sum)$/.test(name) && !name.endsWith('_test.go'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const path of paths) {
    hash
      .update(`${relative(sourceFolder, path)}\0`)
      .update(await readFile(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} key */
function binary(key) {
  return join(cacheFolder(), 'bin', key);
}
