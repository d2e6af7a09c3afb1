#!/usr/bin/env node
/**
 * Finds or prepares an Electron: `node scripts/electron-runtime.mjs [--check]` prints its version and
 * folder. Also says what the system is missing. Exit code 0 when a window can be opened.
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { say, SetupError } from '../stack/setup/run.mjs';
import { ensureElectronPackages } from './electron/packages.mjs';
import { ensureElectron } from './electron/runtime.mjs';

export { ensureElectron } from './electron/runtime.mjs';
export { ensureElectronPackages } from './electron/packages.mjs';

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  const check = process.argv.includes('--check');
  try {
    await ensureElectronPackages({ check });
    const { version, dist } = await ensureElectron({ check });
    say('ok', `Electron ${version} in ${dist}`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say('fail', error.message);
    console.log(`       ${error.fix}`);
    process.exitCode = 1;
  }
}
