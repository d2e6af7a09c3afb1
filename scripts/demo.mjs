#!/usr/bin/env node
/** `npm run demo`: prepares this machine, builds, then shows the main job (stack/demo.ts). */
import { prepare } from './prepare.mjs';
import { localProgram, runStep } from './steps.mjs';

const args = process.argv.slice(2);
const withElectron = !args.includes('--headless') && !args.includes('--help');

process.exitCode = (await prepare({ withElectron }))
  ? await runStep(localProgram('tsx'), ['stack/demo.ts', ...args])
  : 1;
