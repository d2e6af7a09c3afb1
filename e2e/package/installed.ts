/** The Debian package: installed, used, upgraded and removed by apt-get, as a person with a lab PC would. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runQuietly } from '../../scripts/run-quietly.mjs';
import { commandLines } from '../../stack/command-lines.ts';
import { expect, test } from '../fixtures.ts';
import { envText } from '../support/classroom.ts';
import { debianPackage, PackagedApp } from '../support/packaged-app.ts';
import { environment } from '../support/recorder-app.ts';
import { fillSetUpForm } from '../support/set-up-form.ts';

const APP = '/opt/syncflow-recorder';
const PROGRAM = '/usr/bin/syncflow-recorder-app';
const COMMAND = '/usr/bin/syncflow-recorder';

function aptGet(...args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const how = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120'];
  runQuietly('apt-get', [...how, ...args], { env });
}

/** Command lines of the renderers of the installed app. */
function renderers(): string[] {
  return commandLines()
    .map(({ line }) => line)
    .filter((line) => line.startsWith(APP) && line.includes('--type=renderer'));
}

export function debianPackageJourneys(): void {
  test.skip(process.getuid?.() !== 0, 'apt-get needs root');
  test.skip(existsSync(APP), 'it is installed on this machine already');
  test.afterEach(() => {
    if (existsSync(APP)) aptGet('purge', 'syncflow-recorder');
  });

  test('installed, set up, a session recorded; upgraded with everything kept; CLI; removed', async ({
    place,
    display,
    classroom,
    stack,
  }) => {
    test.setTimeout(240_000);
    aptGet('install', debianPackage(place, '0.1.0'));
    const lab = classroom('installed');
    const home = place.makeHome();
    const launch = (): Promise<PackagedApp> =>
      PackagedApp.launch({ place, display, program: PROGRAM, home, args: [] });

    const first = await launch();
    const recordings = join(home, 'recordings');
    let sent: number;
    try {
      const { page } = first;
      expect(renderers().length).toBeGreaterThan(0);
      for (const line of renderers()) expect(line).not.toContain('--no-sandbox');
      await fillSetUpForm(page, stack, lab.project, recordings);
      await page.getByLabel(/Keep them on this disk all the same/).check();
      await page.getByRole('button', { name: 'Save and start' }).click();
      await expect(page.locator('[data-health="rabbitmq"]')).toHaveAttribute('data-level', 'good');
      const session = await lab.startSession('Installed', ['text-egress']);
      const device = await lab.sendIn(session);
      const row = page.locator(`[data-session="${session.id}"]`);
      await expect(row.locator('[data-light="recording"]')).toBeVisible();
      await device.stop();
      sent = device.sent();
      await lab.stopSession(session);
      await page.getByRole('button', { name: 'Recordings', exact: true }).click();
      const recording = page.locator('[data-recording]');
      await expect(recording).toContainText('2 files verified in the bucket');
    } finally {
      expect(await first.end()).toBe(0);
    }

    aptGet('install', debianPackage(place, '0.2.0'));
    const second = await launch();
    try {
      const { page } = second;
      await expect(page.locator('[data-health="rabbitmq"]')).toHaveAttribute('data-level', 'good');
      await page.getByRole('button', { name: 'Recordings', exact: true }).click();
      await expect(page.locator('[data-recording]')).toContainText(`${sent} messages`);
    } finally {
      expect(await second.end()).toBe(0);
    }

    // The command line of the same package, on the PATH, as an ordinary user and without a screen.
    const [folder = ''] = readdirSync(recordings).filter((name) => name.includes('Installed'));
    const { DISPLAY, ...withoutScreen } = environment(home, display);
    expect(DISPLAY).toBeDefined();
    const starter = place.starterOf(COMMAND);
    const verified = spawnSync(starter, ['verify', join(recordings, folder), '--json'], {
      env: withoutScreen,
      encoding: 'utf8',
    });
    expect(`${verified.status} ${verified.stdout}`).toContain('"status":"complete"');
    const session = await lab.startSession('From the command line', ['text-egress']);
    const device = await lab.sendIn(session);
    const envFile = join(home, 'recorder.env');
    writeFileSync(envFile, envText(lab.settings()), { mode: 0o600 });
    place.give(envFile);
    const args = ['run', '--env-file', envFile, '--data', join(home, 'from-cli'), '--json'];
    const recorder = spawn(starter, args, {
      env: withoutScreen,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lines: string[] = [];
    createInterface({ input: recorder.stdout }).on('line', (line) => lines.push(line));
    const told = (...words: string[]): boolean =>
      lines.some((line) => words.every((word) => line.includes(word)));
    await expect.poll(() => told('"session"', '"recording"'), { timeout: 30_000 }).toBe(true);
    await expect.poll(() => device.sent()).toBeGreaterThan(10);
    await lab.stopSession(session);
    await expect
      .poll(() => told('"upload"', '"manifest"', '"verified"'), { timeout: 60_000 })
      .toBe(true);
    recorder.kill('SIGTERM');
    await once(recorder, 'exit');
    expect(recorder.exitCode).toBe(0);

    aptGet('purge', 'syncflow-recorder');
    expect([APP, PROGRAM, COMMAND].filter((path) => existsSync(path))).toEqual([]);
    expect(existsSync(join(recordings, folder))).toBe(true);
  });
}
