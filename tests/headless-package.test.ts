/** The recorder as a server runs it: packed, installed from the package, under its unit's restrictions. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runQuietly } from '../scripts/run-quietly.mjs';
import { projectRoot } from '../scripts/setup.mjs';
import { useLab } from './support/lab.ts';
import { eventually, RecorderProcess } from './support/recorder-process.ts';

const { stack, begin } = useLab();
const unit = join(projectRoot, 'resources/server/syncflow-recorder.service');
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;
/** For under-unit.sh: the unit's filter of system calls, where its sets can be looked up. */
const filter = has('systemd-analyze')
  ? [`FILTER=${join(import.meta.dirname, 'support/under_filter.py')}`, `UNIT=${unit}`]
  : [];

test.skipIf(process.getuid?.() !== 0 || !has('unshare') || !has('setpriv'))(
  'packed, installed, and under the restrictions of its unit: a session is recorded and uploaded',
  { timeout: 300_000 },
  async () => {
    const lab = begin('headless');
    const place = stack().makeFolder('headless-package');
    const output = join(place, 'packed');
    runQuietly(process.execPath, ['scripts/package-headless.mjs', output, '--built'], {
      cwd: projectRoot,
    });
    const version = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      version: string;
    };
    const prefix = join(place, 'prefix');
    const tarball = join(output, `syncflow-recorder-${version.version}.tgz`);
    const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    runQuietly('npm', ['install', '--global', '--prefix', prefix, ...quietly, tarball], {
      cwd: place,
    });
    const program = join(prefix, 'bin', 'syncflow-recorder');
    expect(runQuietly(program, ['--version']).trim()).toBe(version.version);

    const state = lab.dataFolder;
    mkdirSync(state, { recursive: true });
    const settings = join(place, 'settings.sh');
    writeFileSync(settings, exported({ ...stack().env(), RECORDER_POLL_SECONDS: '1' }), {
      mode: 0o600,
    });
    const recorder = new RecorderProcess(['run'], join(place, 'recorder.log'), [
      ...['env', `INSTALLED=${prefix}`, `STATE=${state}`, `SETTINGS=${settings}`, ...filter],
      ...[
        'unshare',
        '--mount',
        '--ipc',
        '--uts',
        'sh',
        join(import.meta.dirname, 'support/under-unit.sh'),
      ],
    ]);
    try {
      await recorder.ready();
      const status = readFileSync(`/proc/${recorder.pid}/status`, 'utf8');
      expect(status).toMatch(/^CapEff:\s0+$/m);
      // 2: a filter of system calls is in force.
      expect(status).toMatch(filter.length > 0 ? /^Seccomp:\s2$/m : /^Seccomp:/m);
      const session = await stack().project.createSession({ name: 'On a server' });
      await recorder.recording(session.id);
      const device = await lab.deviceIn(session, { name: 'sends', group: 'g' });
      await eventually('the device sends', () => device.sent() > 20);
      await device.stop();
      await stack().project.stopSession(session.id);
      const uploaded = await recorder.uploaded(session.id);
      expect(uploaded).toMatchObject({ state: 'verified', role: 'manifest' });
      expect(await lab.check(stack().project)).toMatchObject({ exitCode: 0, missing: 0 });
      // Nobody but the recorder's own user may read what learners sent.
      expect(statSync(state).mode & 0o777).toBe(0o700);
      expect(await recorder.stop()).toBe(0);
    } finally {
      await recorder.killAll();
    }
  },
);

test.skipIf(!has('systemd-analyze'))('the filter of system calls takes away what it says', () => {
  const under = (...command: readonly string[]): string => {
    const script = join(import.meta.dirname, 'support/under_filter.py');
    return spawnSync('python3', [script, unit, ...command], { encoding: 'utf8' }).stdout.trim();
  };
  const tried = (call: string): string =>
    under(
      'python3',
      '-c',
      `import os\ntry:\n  ${call}\n  print('allowed')\nexcept OSError as e:\n  print(e.errno)`,
    );
  expect(tried("os.stat('/')")).toBe('allowed');
  expect(tried("os.chroot('/')")).toBe('1');
  expect(tried('os.setpriority(os.PRIO_PROCESS, 0, 5)')).toBe('1');
});

test.skipIf(!has('systemd-analyze'))('systemd rates the exposure of its unit at most 2.5', () => {
  const answer = runQuietly('systemd-analyze', ['security', '--offline=true', unit]);
  const level = /Overall exposure level[^:]*: ([\d.]+)/.exec(answer)?.[1];
  expect(Number(level)).toBeLessThanOrEqual(2.5);
});

/** Lines that a shell reads. */
function exported(values: Readonly<Record<string, string>>): string {
  const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`;
  return Object.entries(values)
    .map(([name, value]) => `export ${name}=${quoted(value)}\n`)
    .join('');
}
