#!/usr/bin/env node
/**
 * `npm test`: set-up, build, types, lint, units, the stack itself, integration on the stack, the
 * journeys through the built app; with --full (`npm run test:full`) the long forms. Ends with
 * "N passed, N failed".
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electron } from './prepare.mjs';
import { setup } from './setup.mjs';
import { build, localProgram, runStep, timed } from './steps.mjs';

const full = process.argv.includes('--full');
const results = mkdtempSync(join(tmpdir(), 'syncflow-test-'));
let passed = 0;
let failed = 0;

/** @param {string} name @param {readonly string[]} args */
const tool = (name, args) => async () => (await runStep(localProgram(name), args)) === 0;

/** @param {string} project */
const vitest = (project) => async () => {
  const report = join(results, `${project}.json`);
  const code = await runStep(
    localProgram('vitest'),
    [
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    full ? { RECORDER_TEST_FULL: '1' } : {},
  );
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    passed += numPassedTests;
    failed += numFailedTests;
  } catch {
    console.error(`${project} left no report`);
    return false;
  }
  return code === 0;
};

/** Playwright on the built app, as an ordinary user, with Chromium's sandbox on. */
async function journeys() {
  const code = await runStep(localProgram('playwright'), ['test']);
  try {
    const { stats } = JSON.parse(readFileSync('test-results/e2e.json', 'utf8'));
    passed += stats.expected;
    failed += stats.unexpected + stats.flaky;
  } catch {
    console.error('the journeys left no report');
    return false;
  }
  return code === 0;
}

/** @type {readonly [string, () => Promise<boolean>][]} */
const steps = [
  ['set-up', () => setup()],
  ['Electron', electron],
  ['build', build],
  ['types', tool('tsc', ['--noEmit'])],
  ['lint', tool('eslint', ['.', '--max-warnings', '0'])],
  ['format', tool('prettier', ['--check', '--log-level', 'warn', '.'])],
  ['units', vitest('unit')],
  ['stack', vitest('stack')],
  ['integration', vitest('integration')],
  ['journeys', journeys],
];

let ok = true;
for (const [title, step] of steps) {
  if (await timed(title, step)) continue;
  ok = false;
  // Later steps need the build and what set-up brings; the tests are worth running in any case.
  if (['set-up', 'Electron', 'build'].includes(title)) break;
}
rmSync(results, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = ok && passed > 0 ? 0 : 1;
