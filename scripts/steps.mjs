/** Runs the steps of a script one after another, with their time; the first failure ends it. */
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { SetupError } from '../stack/setup/run.mjs';

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {Promise<number>} the exit code
 */
export function runStep(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.once('error', (error) => {
      console.error(String(error));
      resolve(127);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs it beside other steps: what it says is printed as one piece after `others` have ended, so that it
 * does not fall between their lines.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Promise<unknown>} others
 * @returns {Promise<number>} the exit code
 */
export async function runAside(command, args, others) {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Buffer[]} */
  const said = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => said.push(chunk));
  }
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      said.push(Buffer.from(`${String(error)}\n`));
      resolve(127);
    });
    child.once('close', (status) => resolve(status ?? 1));
  });
  await others;
  process.stdout.write(Buffer.concat(said));
  return code;
}

/**
 * @param {string} title
 * @param {() => Promise<boolean>} step
 */
export async function timed(title, step) {
  const started = Date.now();
  console.log(`\n== ${title}`);
  const ok = await step().catch(explain);
  console.log(
    `== ${title}: ${ok ? 'ok' : 'FAILED'} after ${((Date.now() - started) / 1000).toFixed(0)} s`,
  );
  return ok;
}

/**
 * A step that cannot be done names its cause and what to do; anything else is a fault of ours.
 * @param {unknown} error
 * @returns {boolean}
 */
function explain(error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`${error.message}\n${error.fix}`);
  return false;
}

/** The local program of a dependency, run by this Node. @param {string} name */
export const localProgram = (name) => `node_modules/.bin/${name}`;

/** The build of app, CLI and their child processes, as a step. */
export const build = async () =>
  (await runStep(localProgram('electron-vite'), ['build', '--logLevel', 'warn'])) === 0;
