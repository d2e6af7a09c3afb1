#!/usr/bin/env node
/** `npm run bench -- NAME`: prepares this machine, builds, then measures (stack/bench.ts). */
import { prepare } from './prepare.mjs';
import { localProgram, runStep } from './steps.mjs';

const args = process.argv.slice(2);

process.exitCode = (await prepare({ withElectron: ['ui', 'ledger'].includes(args[0] ?? '') }))
  ? await runStep(localProgram('tsx'), ['stack/bench.ts', ...args])
  : 1;
