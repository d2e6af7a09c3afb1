import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, withLock } from './cache.mjs';
import { failure, run, say, SetupError } from './run.mjs';
import { findPython } from './toolchain.mjs';
import { pythonPackages } from './versions.mjs';

/** The folder with the Python packages that tests use; for `PYTHONPATH`. */
export function pythonFolder() {
  return join(cacheFolder(), 'python', Object.values(pythonPackages).join('+'));
}

/**
 * Makes sure that the Python packages of the tests are in the cache: a folder of their own, nothing of
 * the system's Python is touched.
 * @param {{ check?: boolean }} [options]
 * @throws SetupError
 */
export async function ensurePythonPackages({ check = false } = {}) {
  if (existsSync(pythonFolder())) return;
  const names = Object.values(pythonPackages);
  if (check) {
    throw new SetupError(`Python packages are missing: ${names.join(' ')}.`, 'Run npm test.');
  }
  await withLock('python-packages', async () => {
    const folder = pythonFolder();
    if (existsSync(folder)) return;
    const label = names.join(' ');
    say('work', `installing ${label}`);
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', unfinished, ...names];
    const { code, output } = await run(findPython().command, pip, { label });
    if (code !== 0) throw failure(`pip install ${label}`, output);
    await rename(unfinished, folder);
  });
}
