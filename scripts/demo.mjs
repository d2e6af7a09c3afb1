#!/usr/bin/env node
/** `npm run demo`: prepares this machine, builds, then shows the main job (stack/demo.ts). */
import { setup } from './setup.mjs';
import { localProgram, runStep, timed } from './steps.mjs';

const ready =
  (await timed('set-up', () => setup())) &&
  (await timed('build', async () => {
    const args = ['build', '--logLevel', 'warn'];
    return (await runStep(localProgram('electron-vite'), args)) === 0;
  }));
process.exitCode = ready
  ? await runStep(localProgram('tsx'), ['stack/demo.ts', ...process.argv.slice(2)])
  : 1;
