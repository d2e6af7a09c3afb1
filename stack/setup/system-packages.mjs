import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { withLock } from './cache.mjs';
import { capture, failure, run, say, SetupError } from './run.mjs';
import { rabbitmq } from './versions.mjs';

const policyFile = '/usr/sbin/policy-rc.d';
const savedPolicy = `${policyFile}.before-syncflow-recorder`;
const ourPolicy =
  '#!/bin/sh\n# Written by scripts/setup.mjs of syncflow-recorder while it installs a package.\nexit 101\n';

/**
 * Makes sure that RabbitMQ is installed: the one thing that the stack takes from the system. As root on
 * Debian and its kin it is installed; otherwise the error names the one command to run.
 * @param {{ check?: boolean }} [options]
 * @throws SetupError
 */
export async function ensureSystemPackages({ check = false } = {}) {
  if (existsSync(rabbitmq.server)) return;
  await ensurePackages(`RabbitMQ (${rabbitmq.server})`, [rabbitmq.package], { check });
  keepSystemBrokerStopped();
}

/**
 * Installs packages of Debian and its kin as root; anyone else is told the one command to run.
 * @param {string} what what they are, for the message
 * @param {readonly string[]} packages those that are missing
 * @param {{ check?: boolean }} [options]
 * @throws SetupError
 */
export async function ensurePackages(what, packages, { check = false } = {}) {
  const missing = `${what} is not installed.`;
  const names = packages.join(' ');
  if (capture('apt-get', ['--version']) === null) {
    throw new SetupError(missing, `Install the packages of your system that match: ${names}.`);
  }
  if (check || process.getuid?.() !== 0) {
    const install = `apt-get install -y --no-install-recommends ${names}`;
    throw new SetupError(missing, `Run: sudo apt-get update && sudo ${install}`);
  }
  await withLock('system-packages', () => withoutServiceStarts(() => install(packages)));
}

/** @param {readonly string[]} packages */
async function install(packages) {
  const label = packages.join(' ');
  say('work', `installing ${label}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { code, output } = await run('apt-get', args, { label, env });
    if (code !== 0) throw failure(`apt-get ${args.join(' ')}`, output);
  }
}

/**
 * Debian's packages start their services when installed, unless policy-rc.d says 101. We put such a
 * file there for the time of the installation and then restore what was there before. After kill -9
 * the next run that installs something restores it.
 * @param {() => Promise<void>} work
 */
async function withoutServiceStarts(work) {
  restorePolicy();
  if (spawnSync(policyFile, [rabbitmq.package, 'start']).status === 101) {
    await work();
    return;
  }
  if (existsSync(policyFile)) renameSync(policyFile, savedPolicy);
  writeFileSync(policyFile, ourPolicy);
  chmodSync(policyFile, 0o755);
  // apt-get must not go on without the file, so an end that is asked for waits until it is done.
  let endAsked = false;
  const onSignal = () => {
    endAsked = true;
    say('work', 'ending when the installation is done');
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).once('exit', restorePolicy);
  try {
    await work();
  } finally {
    restorePolicy();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('exit', restorePolicy);
  }
  if (endAsked) process.exit(1);
}

function restorePolicy() {
  if (existsSync(policyFile) && readFileSync(policyFile, 'utf8') === ourPolicy) rmSync(policyFile);
  if (existsSync(savedPolicy)) renameSync(savedPolicy, policyFile);
}

/** The stack starts brokers of its own: the system's is not wanted, now or at the next boot. */
function keepSystemBrokerStopped() {
  const unit = `${rabbitmq.package}.service`;
  const running = existsSync('/run/systemd/system') ? ['--now'] : [];
  if (capture('systemctl', ['disable', ...running, unit]) === null) return;
  say('ok', "the system's own broker is left stopped and disabled");
}
