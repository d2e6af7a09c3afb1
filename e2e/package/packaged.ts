/** electron-builder's folder starts, and records a session from announcement to verified upload. */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getCurrentFuseWire, FuseV1Options } from '@electron/fuses';
import { expect, test } from '../fixtures.ts';
import { envText } from '../support/classroom.ts';
import { packageApp, PackagedApp } from '../support/packaged-app.ts';

export function packagedJourneys(): void {
  test('the packaged app records a session, natives beside the archive, fuses set', async ({
    place,
    display,
    classroom,
  }) => {
    const program = packageApp(place);
    const resources = join(dirname(program), 'resources');
    expect(existsSync(join(resources, 'app.asar'))).toBe(true);
    expect(
      existsSync(join(resources, 'app.asar.unpacked', 'node_modules', '@node-datachannel')),
    ).toBe(true);
    expect(existsSync(join(resources, 'default_app.asar'))).toBe(false);

    const on = '1'.charCodeAt(0);
    const fuses = await getCurrentFuseWire(program);
    expect(fuses[FuseV1Options.RunAsNode]).not.toBe(on);
    expect(fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable]).not.toBe(on);
    expect(fuses[FuseV1Options.EnableNodeCliInspectArguments]).not.toBe(on);
    expect(fuses[FuseV1Options.GrantFileProtocolExtraPrivileges]).not.toBe(on);
    expect(fuses[FuseV1Options.OnlyLoadAppFromAsar]).toBe(on);
    expect(fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(on);
    expect(fuses[FuseV1Options.EnableCookieEncryption]).toBe(on);

    const lab = classroom('packaged');
    const home = place.makeHome();
    const envFile = join(home, 'recorder.env');
    writeFileSync(envFile, envText(lab.settings()), { mode: 0o600 });
    place.give(envFile);
    const args = ['--env-file', envFile, '--data', join(home, 'recordings')];
    const app = await PackagedApp.launch({ place, display, program, home, args });
    try {
      const { page } = app;
      const session = await lab.startSession('Packaged');
      const device = await lab.sendIn(session);
      const row = page.locator(`[data-session="${session.id}"]`);
      await expect(row.locator('[data-light="recording"]')).toBeVisible();
      await device.stop();
      await lab.stopSession(session);
      await page.getByRole('button', { name: 'Recordings', exact: true }).click();
      const recording = page.locator('[data-recording]');
      await expect(recording).toContainText('2 files verified in the bucket');
      await recording.click();
      await page.getByRole('button', { name: 'Check the files again' }).click();
      await expect(page.getByText('Every file was read again')).toContainText(
        `${device.sent()} messages`,
      );
    } finally {
      expect(await app.end()).toBe(0);
    }
  });
}
