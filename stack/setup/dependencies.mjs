import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './cache.mjs';
import { failure, run, say, SetupError } from './run.mjs';

/** The root of this repository. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * `npm ci` when node_modules is missing or does not fit package-lock.json. A stamp in node_modules
 * holds the hash of the lock file it was made for. Without a stamp (someone ran npm by hand) npm's own
 * note of what is installed decides, so that a working node_modules is never thrown away.
 * @param {{ root?: string, check?: boolean }} [options]
 * @throws SetupError
 */
export async function ensureDependencies({ root = projectRoot, check = false } = {}) {
  const lockFile = await readFile(join(root, 'package-lock.json'), 'utf8');
  if (await fits(root, lockFile, !check)) return;
  if (check) {
    throw new SetupError(
      'node_modules does not fit package-lock.json.',
      'Run: node scripts/setup.mjs',
    );
  }
  const lockName = `dependencies-${hash(root).slice(0, 12)}`;
  await withLock(lockName, async () => {
    if (await fits(root, lockFile, true)) return;
    say('work', 'dependencies: npm ci');
    const { command, args } = npm();
    const label = 'dependencies';
    const { code, output } = await run(command, [...args, 'ci'], { label, cwd: root });
    if (code !== 0) throw failure('npm ci', output);
    await writeFile(stampPath(root), stamp(lockFile));
  });
}

/** The npm that runs this script, or the one in PATH. */
export function npm() {
  const current = process.env['npm_execpath'];
  return current?.endsWith('.js') === true
    ? { command: process.execPath, args: [current] }
    : { command: 'npm', args: [] };
}

/**
 * @param {string} root
 * @param {string} lockFile
 * @param {boolean} mayStamp
 */
async function fits(root, lockFile, mayStamp) {
  const found = await readFile(stampPath(root), 'utf8').catch(() => null);
  if (found === stamp(lockFile)) return true;
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) return false;
  if (!(await installedAsLocked(root, lockFile))) return false;
  if (mayStamp) await writeFile(stampPath(root), stamp(lockFile));
  return true;
}

/**
 * @param {string} root
 * @param {string} lockFile
 */
async function installedAsLocked(root, lockFile) {
  const note = await readFile(join(root, 'node_modules', '.package-lock.json'), 'utf8');
  /** @type {Record<string, { version?: string, integrity?: string, optional?: boolean }>} */
  const installed = JSON.parse(note).packages;
  /** @type {typeof installed} */
  const locked = JSON.parse(lockFile).packages;
  return Object.entries(locked).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'node_modules', '.setup-stamp');
}

/**
 * Native modules differ by platform, so the stamp names it.
 * @param {string} lockFile
 */
function stamp(lockFile) {
  return `${hash(lockFile)} ${process.platform}-${process.arch}\n`;
}

/** @param {string} text */
function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}
