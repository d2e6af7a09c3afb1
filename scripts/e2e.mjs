#!/usr/bin/env node
/**
 * `npm run e2e`: prepares this machine, builds, then drives the built app on the real stack (e2e/).
 * Arguments go to Playwright, for instance `npm run e2e -- -g "failed upload"`.
 */
import { prepare } from './prepare.mjs';
import { localProgram, runStep } from './steps.mjs';

process.exitCode = (await prepare({ withElectron: true }))
  ? await runStep(localProgram('playwright'), ['test', ...process.argv.slice(2)])
  : 1;
