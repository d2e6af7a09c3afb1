import { mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './run.mjs';

const POLL_MS = 500;
/** A lock without an owner's name is one whose maker died in the moment of making it. */
const NAMELESS_MS = 10_000;

/** Where built programs are kept between runs: `$XDG_CACHE_HOME/syncflow-recorder`, or under `~/.cache`. */
export function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'];
  return join(
    base === undefined || base === '' ? join(homedir(), '.cache') : base,
    'syncflow-recorder',
  );
}

/**
 * Runs `work` while no other process on this machine runs work of the same name. A lock is a folder
 * that holds its owner's process id; when that process is gone the lock is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {string} [folder] where the lock lies; for tests
 * @returns {Promise<T>}
 */
export async function withLock(name, work, folder = join(cacheFolder(), 'locks')) {
  await mkdir(folder, { recursive: true });
  const lock = join(folder, name);
  for (let told = false; !(await take(lock));) {
    if (!told) say('work', `waiting for another setup that works on ${name}`);
    told = true;
    await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock */
async function take(lock) {
  if (await isStale(lock)) await breakStale(lock);
  if (!(await makeFolder(lock))) return false;
  await writeFile(join(lock, 'owner'), String(process.pid));
  return true;
}

/**
 * Breaks a stale lock under a second, short-lived one: of two that see the same stale lock, the slower
 * would otherwise remove the lock that the faster has just made.
 * @param {string} lock
 */
async function breakStale(lock) {
  const breaker = `${lock}.breaking`;
  if (!(await makeFolder(breaker))) {
    if ((await age(breaker)) > NAMELESS_MS) await rmdir(breaker).catch(() => undefined);
    return;
  }
  try {
    if (await isStale(lock)) await rm(lock, { recursive: true, force: true });
  } finally {
    await rmdir(breaker).catch(() => undefined);
  }
}

/** @param {string} lock */
async function isStale(lock) {
  const owner = Number(await readFile(join(lock, 'owner'), 'utf8').catch(() => ''));
  if (owner === 0) return (await age(lock)) > NAMELESS_MS;
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}

/**
 * Milliseconds since it was changed; -1 when it is not there.
 * @param {string} path
 */
async function age(path) {
  const found = await stat(path).catch(() => null);
  return found === null ? -1 : Date.now() - found.mtimeMs;
}

/**
 * False when it is there already.
 * @param {string} path
 */
async function makeFolder(path) {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}
