#!/usr/bin/env node
/**
 * `npm test`: set-up, build, types and lint beside the units, the stack itself, integration on the stack, the
 * journeys through the built app; with --full (`npm run test:full`) the long forms. Ends with
 * "N passed, N failed".
 *
 * A test with real servers that fails is tried once more, and then named at the end, passed or not: such a
 * test is a bug to find, but one late answer of a server on a busy machine is no reason to refuse a
 * change. With --full nothing is tried twice.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electron } from './prepare.mjs';
import { setup } from './setup.mjs';
import { build, localProgram, runAside, runStep, timed } from './steps.mjs';

const full = process.argv.includes('--full');
const results = mkdtempSync(join(tmpdir(), 'syncflow-test-'));
let passed = 0;
let failed = 0;
/** @type {string[]} */
const unsteady = [];

/** None of them says anything unless it fails. @type {readonly (readonly [string, readonly string[]])[]} */
const checks = [
  ['tsc', ['--noEmit']],
  ['eslint', ['.', '--max-warnings', '0']],
  ['prettier', ['--check', '--log-level', 'warn', '.']],
];

/**
 * Beside the units: ESLint takes longest and fills one processor only.
 * What the checks found is printed below what the units say.
 */
async function checksAndUnits() {
  const units = vitest('unit')();
  const codes = checks.map(([name, args]) => runAside(localProgram(name), args, units));
  const found = await Promise.all(codes);
  return (await units) && found.every((code) => code === 0);
}

/** @param {string} project @param {number} repeats */
const vitest =
  (project, repeats = 0) =>
  async () => {
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
        `--retry=${full ? 0 : repeats}`,
      ],
      full ? { RECORDER_TEST_FULL: '1' } : {},
    );
    try {
      const { numPassedTests, numFailedTests, testResults } = JSON.parse(
        readFileSync(report, 'utf8'),
      );
      passed += numPassedTests;
      failed += numFailedTests;
      for (const { assertionResults } of testResults) {
        for (const { status, failureMessages, fullName } of assertionResults) {
          if (status !== 'passed' || failureMessages.length === 0) continue;
          unsteady.push(`${fullName}\n    ${failureMessages.join('\n').slice(0, 1500)}`);
        }
      }
    } catch {
      console.error(`${project} left no report`);
      return false;
    }
    return code === 0;
  };

/** Playwright on the built app, as an ordinary user, with Chromium's sandbox on. */
async function journeys() {
  const code = await runStep(localProgram('playwright'), ['test', `--retries=${full ? 0 : 1}`]);
  try {
    const { stats } = JSON.parse(readFileSync('test-results/e2e.json', 'utf8'));
    passed += stats.expected + stats.flaky;
    failed += stats.unexpected;
    if (stats.flaky > 0) unsteady.push(`${stats.flaky} journey(s): see above`);
  } catch {
    console.error('the journeys left no report');
    return false;
  }
  return code === 0;
}

/** Whether what `npm run test:mutations` takes away is still there. */
const mutationsFit = async () =>
  (await runStep(process.execPath, ['scripts/mutations.mjs', '--check'])) === 0;

/** @type {readonly [string, () => Promise<boolean>][]} */
const steps = [
  ['set-up', () => setup()],
  ['Electron', electron],
  ['build', build],
  ['types, lint, format, units', checksAndUnits],
  ['mutations', mutationsFit],
  ['stack', vitest('stack', 1)],
  ['integration', vitest('integration', 1)],
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
if (unsteady.length > 0) {
  console.log('\nPassed only when tried again (each is a bug to find):');
  for (const name of unsteady) console.log(`  ${name}`);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = ok && passed > 0 ? 0 : 1;
