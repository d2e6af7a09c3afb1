#!/usr/bin/env node
/**
 * `npm run soak -- --minutes N [--seed S]`: random faults on LiveKit, S3, the disk and the recorder
 * itself while a session runs (tests/soak.test.ts).
 */
import { parseArgs } from 'node:util';
import { prepare } from './prepare.mjs';
import { localProgram, runStep } from './steps.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '2' }, seed: { type: 'string' } },
});

const env = {
  RECORDER_SOAK_MINUTES: values.minutes,
  ...(values.seed === undefined ? {} : { RECORDER_SOAK_SEED: values.seed }),
};
const args = [
  'run',
  '--project',
  'integration',
  '--disable-console-intercept',
  'tests/soak.test.ts',
];

process.exitCode = (await prepare({ withElectron: false }))
  ? await runStep(localProgram('vitest'), args, env)
  : 1;
