#!/usr/bin/env node
/** `npm run demo`: prepares this machine, builds, then shows the main job (stack/demo.ts). */
import { setup } from './setup.mjs';
import { localProgram, runStep, timed } from './steps.mjs';

const args = process.argv.slice(2);
const wantsWindow = !args.includes('--headless') && !args.includes('--help');

const ready =
  (await timed('set-up', () => setup())) &&
  (!wantsWindow ||
    (await timed('Electron', async () => {
      return (await runStep(process.execPath, ['scripts/electron-runtime.mjs'])) === 0;
    }))) &&
  (await timed('build', async () => {
    const build = ['build', '--logLevel', 'warn'];
    return (await runStep(localProgram('electron-vite'), build)) === 0;
  }));
process.exitCode = ready ? await runStep(localProgram('tsx'), ['stack/demo.ts', ...args]) : 1;
