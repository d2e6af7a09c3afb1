#!/usr/bin/env node
/**
 * `npm run e2e`: prepares this machine, builds, then drives the built app on the real stack (e2e/).
 * Arguments go to Playwright, for instance `npm run e2e -- -g "failed upload"`.
 */
import { ensureElectronPackages } from './electron-runtime.mjs';
import { ensureElectron } from './electron/runtime.mjs';
import { setup } from './setup.mjs';
import { localProgram, runStep, timed } from './steps.mjs';

const ready =
  (await timed('set-up', () => setup())) &&
  (await timed('Electron', async () => {
    await ensureElectronPackages();
    await ensureElectron();
    return true;
  })) &&
  (await timed('build', async () => {
    const args = ['build', '--logLevel', 'warn'];
    return (await runStep(localProgram('electron-vite'), args)) === 0;
  }));
process.exitCode = ready
  ? await runStep(localProgram('playwright'), ['test', ...process.argv.slice(2)])
  : 1;
