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
  const missing = `RabbitMQ is not installed (${rabbitmq.server}).`;
  const hasApt = capture('apt-get', ['--version']) !== null;
  if (!hasApt) {
    throw new SetupError(missing, `Install the package ${rabbitmq.package} of your system.`);
  }
  if (check || process.getuid?.() !== 0) {
    throw new SetupError(missing, `Run: sudo ${rabbitmq.install}`);
  }
  await withLock('system-packages', async () => {
    if (existsSync(rabbitmq.server)) return;
    await withoutServiceStarts(installRabbitmq);
    keepSystemBrokerStopped();
  });
}

async function installRabbitmq() {
  say('work', `installing ${rabbitmq.package}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const label = rabbitmq.package;
  const [, ...install] = rabbitmq.install.split(' ');
  for (const args of [['update'], install]) {
    const { code, output } = await run('apt-get', args, { label, env });
    if (code !== 0) throw failure(`apt-get ${args.join(' ')}`, output);
  }
}

/**
 * Debian's packages start their services when installed, unless policy-rc.d says 101. We put such a
 * file there for the time of the installation and then restore what was there before, also when this
 * process is ended in between. After kill -9 the next run restores it.
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
  const onSignal = () => process.exit(1);
  process.once('exit', restorePolicy).once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    await work();
  } finally {
    restorePolicy();
    process.off('exit', restorePolicy).off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
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
