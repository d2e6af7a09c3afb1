import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SetupError } from '../../stack/setup/run.mjs';
import { fallbackElectron, preparedFallback } from './fallback.mjs';
import { installed, ownElectron } from './own-package.mjs';

/**
 * The Electron to run: ELECTRON_OVERRIDE_DIST_PATH, else the electron package's own, else the fallback.
 * @param {{ check?: boolean }} [options] with check nothing is downloaded
 * @returns {Promise<import('./runtime.d.mts').ElectronRuntime>}
 * @throws SetupError
 */
export async function ensureElectron({ check = false } = {}) {
  const chosen = overridden();
  if (chosen !== null) return chosen;
  if (!check) return (await ownElectron()) ?? (await fallbackElectron());
  const present = installed() ?? preparedFallback();
  if (present !== null) return present;
  throw new SetupError('Electron is not installed.', 'Run: node scripts/electron-runtime.mjs');
}

/** The names of the program in an Electron folder, by platform. */
const programs = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** @returns {import('./runtime.d.mts').ElectronRuntime | null} */
function overridden() {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (folder === undefined || folder === '') return null;
  const dist = resolve(folder);
  const program = /** @type {Record<string, string | undefined>} */ (programs)[process.platform];
  const executable = join(dist, program ?? 'electron');
  if (!existsSync(executable)) {
    throw new SetupError(
      `ELECTRON_OVERRIDE_DIST_PATH names ${dist}, where there is no Electron.`,
      'Unset it, or let it name the folder that holds the electron program.',
    );
  }
  return { dist, executable, version: readVersion(dist) };
}

/** @param {string} dist */
function readVersion(dist) {
  try {
    return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
  } catch {
    return 'unknown';
  }
}
