/** A newer version is found at a real server, fetched, told of, and takes the old one's place at the end. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, test } from '../fixtures.ts';
import { envText } from '../support/classroom.ts';
import { packageApp, PackagedApp } from '../support/packaged-app.ts';

const NEWER = 'SyncFlow Recorder-9.9.9.AppImage';

export function updateJourneys(): void {
  test('an AppImage is replaced by a newer one when the app is quit', async ({
    place,
    display,
    classroom,
  }) => {
    const program = packageApp(place);
    // It is run once when it has been put in its place, to take itself into the menu.
    const newer = Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), randomBytes(2_000_000)]);
    const sha512 = createHash('sha512').update(newer).digest('base64');
    const asked: string[] = [];
    const server = createServer((request, response) => {
      const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '');
      asked.push(path);
      if (path === '/latest-linux.yml') {
        const file = `url: ${encodeURIComponent(NEWER)}\n    sha512: ${sha512}\n    size: ${newer.length}`;
        response.end(
          `version: 9.9.9\nfiles:\n  - ${file}\npath: ${encodeURIComponent(NEWER)}\nsha512: ${sha512}\nreleaseDate: '2026-01-01T00:00:00.000Z'\n`,
        );
      } else if (path === `/${NEWER}`) {
        response.writeHead(200, { 'content-length': newer.length }).end(newer);
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    // What electron-builder puts there when it is given a place to publish to.
    const feed = join(dirname(program), 'resources', 'app-update.yml');
    writeFileSync(
      feed,
      `provider: generic\nurl: http://127.0.0.1:${port}\nupdaterCacheDirName: recorder-updater\n`,
      { mode: 0o644 },
    );
    const lab = classroom('updates');
    const home = place.makeHome();
    const envFile = join(home, 'recorder.env');
    const appImage = join(home, 'recorder.AppImage');
    writeFileSync(envFile, envText(lab.settings()), { mode: 0o600 });
    writeFileSync(appImage, 'the old one');
    for (const file of [envFile, appImage]) place.give(file);
    const args = ['--env-file', envFile, '--data', join(home, 'recordings')];
    const env = { APPIMAGE: appImage };
    const app = await PackagedApp.launch({ place, display, program, home, args, env });
    try {
      await expect(app.page.locator('[data-update="ready"]')).toContainText(
        'Update ready: version 9.9.9 is installed when you quit.',
        { timeout: 60_000 },
      );
      expect(asked).toContain('/latest-linux.yml');
      expect(readFileSync(appImage, 'utf8')).toBe('the old one');
      await app.page.getByRole('button', { name: 'Settings', exact: true }).click();
    } finally {
      expect(await app.end()).toBe(0);
      rmSync(feed);
      server.closeAllConnections();
      server.close();
    }
    expect(readFileSync(appImage).equals(newer)).toBe(true);
  });
}
