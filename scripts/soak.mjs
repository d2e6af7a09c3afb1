#!/usr/bin/env node
/**
 * `npm run soak -- --minutes N [--seed S] [--faults PART-OF-A-NAME,…]`: random faults in LiveKit, the
 * network, S3, the disk, the broker, the SyncFlow server and the recorder itself while sessions run
 * (tests/soak.test.ts). Prints what was sent, recorded and declared; the last line is JSON.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepare } from './prepare.mjs';
import { localProgram, runStep } from './steps.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string' },
    faults: { type: 'string' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'syncflow-soak-'));
const result = join(folder, 'result.json');
const env = {
  RECORDER_SOAK_MINUTES: values.minutes,
  RECORDER_SOAK_RESULT: result,
  ...(values.seed === undefined ? {} : { RECORDER_SOAK_SEED: values.seed }),
  ...(values.faults === undefined ? {} : { RECORDER_SOAK_FAULTS: values.faults }),
};
const args = [
  'run',
  '--project',
  'integration',
  'tests/soak.test.ts',
  '--disable-console-intercept',
];

const code = (await prepare({ withElectron: false }))
  ? await runStep(localProgram('vitest'), args, env)
  : 1;
if (existsSync(result)) {
  const figures = JSON.parse(readFileSync(result, 'utf8'));
  console.log(JSON.stringify({ passed: code === 0, ...figures }));
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = code;
