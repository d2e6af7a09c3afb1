#!/usr/bin/env node
/**
 * `npm start`: opens the window for real use. Prepares what is missing (dependencies, Electron, the
 * build), nothing of the test servers. Further arguments go to the app, for instance
 * `npm start -- --env-file recorder.env --data /data`.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDependencies, projectRoot } from '../stack/setup/dependencies.mjs';
import { say, SetupError } from '../stack/setup/run.mjs';
import { checkNode } from '../stack/setup/toolchain.mjs';
import { ensureElectron } from './electron/runtime.mjs';
import { build } from './steps.mjs';

try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say('fail', error.message);
  console.error(`       ${error.fix}`);
  process.exitCode = 1;
}

/** @param {readonly string[]} args */
async function start(args) {
  process.chdir(projectRoot);
  checkNode();
  await ensureDependencies();
  if (isBuildOld()) {
    say('work', 'building');
    if (!(await build())) return 1;
  }
  const { executable } = await ensureElectron();
  const isRoot = process.getuid?.() === 0;
  if (isRoot)
    say('work', "started by root, so Chromium's sandbox is off; better start it as a user");
  return open(executable, [...(isRoot ? ['--no-sandbox'] : []), projectRoot, ...args]);
}

/** Whether any source is newer than what was built from it. */
function isBuildOld() {
  const built = join(projectRoot, 'out', 'renderer', 'index.html');
  if (!existsSync(built)) return true;
  const builtAt = statSync(built).mtimeMs;
  const sources = readdirSync(join(projectRoot, 'src'), { recursive: true, withFileTypes: true });
  return sources.some(
    (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).mtimeMs > builtAt,
  );
}

/**
 * Stays until the window is closed. Ctrl-C reaches the app as well, which closes its recordings first.
 * @param {string} executable
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function open(executable, args) {
  const app = spawn(executable, [...args], { stdio: 'inherit' });
  const pass = (/** @type {NodeJS.Signals} */ signal) => app.kill(signal);
  process.on('SIGINT', () => undefined).on('SIGTERM', pass);
  return new Promise((resolve) => {
    app.once('error', (error) => {
      say('fail', `Electron cannot be started: ${error.message}`);
      resolve(1);
    });
    app.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });
}
