/** Runs the tests that guard protections, and reads from their reports which of them failed, and why. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * @typedef {object} Guard
 * @property {'unit' | 'stack' | 'long' | 'integration' | 'journey'} project long: of stack, in its long form
 * @property {string} file
 * @property {string} test its title, or how that begins
 */

/**
 * @typedef {object} Verdict
 * @property {'passed' | 'failed' | 'absent'} state absent: it did not run, so nothing can be said
 * @property {string} why the beginning of the failure
 */

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** How code says that it is broken; a protection that went must be noticed by what a test expects. */
const BROKEN = /^(?:ReferenceError|SyntaxError)|Cannot find (?:module|package)|is not defined/;

/**
 * Runs guards of one project in one go.
 * @param {string} folder of the tree
 * @param {readonly Guard[]} guards all of one project
 * @returns {Promise<Map<Guard, Verdict>>}
 */
export async function runGuards(folder, guards) {
  const [first] = guards;
  if (first === undefined) return new Map();
  const results =
    first.project === 'journey' ? await journeys(folder, guards) : await vitest(folder, guards);
  return new Map(guards.map((guard) => [guard, verdictOf(guard, results)]));
}

/** @typedef {{ file: string, title: string, state: string, why: string }} Result */

/** @param {Guard} guard @param {readonly Result[]} results @returns {Verdict} */
function verdictOf(guard, results) {
  const own = results.filter(
    ({ file, title, state }) =>
      file === guard.file && title.startsWith(guard.test) && ['passed', 'failed'].includes(state),
  );
  if (own.length === 0) return { state: 'absent', why: 'it did not run' };
  const failed = own.filter(({ state }) => state === 'failed');
  const [one] = failed;
  if (one === undefined) return { state: 'passed', why: '' };
  const why = one.why.replace(ESCAPES, '').split('\n').slice(0, 2).join(' ').trim();
  return BROKEN.test(why)
    ? { state: 'absent', why: `the code is broken: ${why}` }
    : { state: 'failed', why };
}

/** @param {readonly Guard[]} guards A pattern for titles, which may stand below a `describe`. */
function pattern(guards) {
  return [...new Set(guards.map(({ test }) => test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))].join(
    '|',
  );
}

/** @param {string} folder @param {readonly Guard[]} guards @returns {Promise<Result[]>} */
async function vitest(folder, guards) {
  const report = join(folder, 'mutation-report.json');
  rmSync(report, { force: true });
  const files = [...new Set(guards.map(({ file }) => file))];
  const isLong = guards[0]?.project === 'long';
  const project = isLong ? 'stack' : (guards[0]?.project ?? 'unit');
  await run(
    folder,
    'vitest',
    [
      ...['run', '--project', project, ...files, '-t', pattern(guards)],
      ...['--reporter=json', `--outputFile=${report}`, '--retry=0'],
    ],
    isLong ? { RECORDER_TEST_FULL: '1' } : {},
  );
  const { testResults = [] } = read(report);
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status, failureMessages }) => ({
      file: relative(folder, name),
      title,
      state: status,
      why: (failureMessages ?? []).join('\n'),
    })),
  );
}

/** @param {string} folder @param {readonly Guard[]} guards @returns {Promise<Result[]>} */
async function journeys(folder, guards) {
  const report = join(folder, 'test-results', 'e2e.json');
  rmSync(report, { force: true });
  const files = [...new Set(guards.map(({ file }) => file))];
  await run(folder, 'playwright', ['test', ...files, '-g', pattern(guards), '--retries=0']);
  /** @param {{ suites?: any[], specs?: any[] }} suite @returns {Result[]} */
  const specs = ({ suites = [], specs: own = [] }) => [
    ...suites.flatMap(specs),
    ...own.flatMap(({ file, title, tests }) =>
      tests.flatMap(({ results }) =>
        results.map(({ status, errors }) => ({
          file: join('e2e', file),
          title,
          state: status === 'passed' || status === 'skipped' ? status : 'failed',
          why: errors.map(({ message }) => message).join('\n'),
        })),
      ),
    ),
  ];
  return specs(read(report));
}

/** @param {string} path @returns {any} empty when it was not written: nothing ran */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

/**
 * Runs a program of the packages in the tree; what it says is thrown away, its report counts.
 * @param {string} folder @param {string} program @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {Promise<number>} the exit code
 */
export function run(folder, program, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(join('node_modules', '.bin', program), [...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: process.env['MUTATIONS_VERBOSE'] === '1' ? 'inherit' : 'ignore',
    });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
