#!/usr/bin/env node
/** `npm run bench -- NAME`: prepares this machine, builds, then measures (stack/bench.ts). */
import { setup } from './setup.mjs';
import { localProgram, runStep, timed } from './steps.mjs';

const ready =
  (await timed('set-up', () => setup())) &&
  (await timed('build', async () => {
    const args = ['build', '--logLevel', 'warn'];
    return (await runStep(localProgram('electron-vite'), args)) === 0;
  }));
process.exitCode = ready
  ? await runStep(localProgram('tsx'), ['stack/bench.ts', ...process.argv.slice(2)])
  : 1;
