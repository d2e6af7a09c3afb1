/** What demo, bench and journeys need before they can begin: the machine, perhaps Electron, the build. */
import { ensureElectronPackages } from './electron/packages.mjs';
import { ensureElectron } from './electron/runtime.mjs';
import { setup } from './setup.mjs';
import { build, timed } from './steps.mjs';

/** An Electron and what it needs of the system, as a step. @throws SetupError */
export async function electron() {
  await ensureElectronPackages();
  await ensureElectron();
  return true;
}

/** @param {{ withElectron: boolean }} options @returns {Promise<boolean>} */
export async function prepare({ withElectron }) {
  return (
    (await timed('set-up', () => setup())) &&
    (!withElectron || (await timed('Electron', electron))) &&
    (await timed('build', build))
  );
}
