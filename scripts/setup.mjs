#!/usr/bin/env node
/**
 * Prepares this machine: `node scripts/setup.mjs [--check]`. Plain Node, no dependencies, because it
 * runs before node_modules exists. Each step prints one line and does nothing when all is right
 * already; with --check nothing is changed. Exit code 0 when everything is there, 1 when not.
 */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from '../stack/setup/dependencies.mjs';
import { ensureServers } from '../stack/setup/go-programs.mjs';
import { ensurePythonPackages } from '../stack/setup/python-packages.mjs';
import { say, SetupError } from '../stack/setup/run.mjs';
import { ensureSystemPackages } from '../stack/setup/system-packages.mjs';
import { checkNode, findGo, findPython } from '../stack/setup/toolchain.mjs';
import { pythonPackages, servers } from '../stack/setup/versions.mjs';

export { cacheFolder, withLock } from '../stack/setup/cache.mjs';
export { ensureDependencies, projectRoot } from '../stack/setup/dependencies.mjs';
export { ensureGoProgram, ensureServers, locateServer } from '../stack/setup/go-programs.mjs';
export { ensurePythonPackages, pythonFolder } from '../stack/setup/python-packages.mjs';
export { SetupError } from '../stack/setup/run.mjs';
export { ensureSystemPackages } from '../stack/setup/system-packages.mjs';
export { checkNode, findGo, findPython } from '../stack/setup/toolchain.mjs';
export { atLeast, minimums, rabbitmq, servers } from '../stack/setup/versions.mjs';

/**
 * Runs every step, also after one has failed, so that a person sees all that is missing at once.
 * @param {{ check?: boolean }} [options]
 * @returns {Promise<boolean>} true when everything is there
 */
export async function setup({ check = false } = {}) {
  const steps = [
    () => `Node ${checkNode()}`,
    () => `Go ${findGo().version}`,
    () => `Python ${findPython().version}`,
    async () => (await ensureSystemPackages({ check }), 'RabbitMQ'),
    async () => (await ensureDependencies({ check }), 'dependencies'),
    async () => (await ensureServers({ check }), serverNames()),
    async () => (await ensurePythonPackages({ check }), Object.values(pythonPackages).join(', ')),
  ];
  let allRight = true;
  for (const step of steps) {
    try {
      say('ok', await step());
    } catch (error) {
      allRight = false;
      reportFailure(error);
    }
  }
  return allRight;
}

function serverNames() {
  return Object.entries(servers)
    .map(([name, { version }]) => `${name} ${version}`)
    .join(', ');
}

/**
 * What a person should read. An error of the file system names its path and cause itself; anything else
 * that is not a SetupError is a fault of this program.
 * @param {unknown} error
 */
function reportFailure(error) {
  if (error instanceof SetupError) {
    say('fail', error.message);
    console.log(`       ${error.fix}`);
  } else if (error instanceof Error && 'syscall' in error) {
    say('fail', error.message);
    console.log('       Check that this folder exists and may be written; then start again.');
  } else {
    throw error;
  }
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  const unknown = process.argv.slice(2).filter((argument) => argument !== '--check');
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(' ')}\nusage: node scripts/setup.mjs [--check]`);
    process.exitCode = 2;
  } else {
    process.exitCode = (await setup({ check: process.argv.includes('--check') })) ? 0 : 1;
  }
}
