/** A disk that is nearly full, diagnostics for somebody who helps, and settings moved to another PC. */
import { spawnSync } from 'node:child_process';
import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../stack/files-below.ts';
import { expect, test } from './fixtures.ts';
import { envText } from './support/classroom.ts';
import type { RecorderApp } from './support/recorder-app.ts';

/** Notifications are taken down instead of shown: the virtual screen has nobody to show them. */
async function watchNotifications({ electron }: RecorderApp): Promise<void> {
  await electron.evaluate(({ Notification }) => {
    const shown: Electron.Notification[] = [];
    Reflect.set(globalThis, 'notifications', shown);
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      shown.push(this);
    };
  });
}

const notificationTitles = ({ electron }: RecorderApp): Promise<string[]> =>
  electron.evaluate(() => {
    const shown = Reflect.get(globalThis, 'notifications') as Electron.Notification[];
    return shown.map(({ title }) => title);
  });

async function answerSaveDialog({ electron }: RecorderApp, path: string): Promise<void> {
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
}

/** Set up by an imported .env, as settings that can be changed afterwards. */
async function setUp(app: RecorderApp, envFile: string): Promise<void> {
  const { page } = app;
  await app.answerOpenDialog(envFile);
  await page.getByRole('tab', { name: 'Import a .env file' }).click();
  await page.getByRole('button', { name: 'Choose the .env file…' }).click();
  await page.getByRole('button', { name: 'Import and start' }).click();
  await expect(page.locator('[data-health="rabbitmq"]')).toHaveAttribute('data-level', 'good');
}

async function saveReserve({ page }: RecorderApp, megabytes: number): Promise<void> {
  await page.keyboard.press('Control+4');
  await page.getByRole('button', { name: /^Advanced/ }).click();
  await page.getByLabel('Free space that a new recording needs').fill(String(megabytes));
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await page.keyboard.press('Control+1');
}

test('the disk is nearly full: said, told once, nothing new begins, and it goes on with room; diagnostics hold no secret', async ({
  launch,
  place,
  classroom,
  stack,
}) => {
  const lab = classroom('troubles');
  const app = await launch();
  const { page } = app;
  const settings = lab.settings({ RECORDER_DATA_DIR: app.dataFolder });
  await setUp(app, app.write(place, 'recorder.env', envText(settings)));
  await watchNotifications(app);

  // More than is free, but less than ten times that: what runs would go on, nothing new begins.
  const { bavail, bsize } = statfsSync(app.home);
  await saveReserve(app, Math.min(10_000_000, Math.ceil((bavail * bsize * 2) / 1e6)));
  const disk = page.locator('[data-health="disk"]');
  await expect(disk).toContainText('Filling up');
  await expect.poll(() => notificationTitles(app)).toEqual(['The disk is nearly full']);
  const session = await lab.startSession('No room');
  await lab.sendIn(session);
  const row = page.locator(`[data-session="${session.id}"]`);
  await expect(row.locator('[data-light="not-recording"]')).toBeVisible();
  expect(await notificationTitles(app)).toEqual(['The disk is nearly full']);
  const tray = await app.electron.evaluate(() => {
    const [first] = Reflect.get(globalThis, 'notifications') as Electron.Notification[];
    first?.emit('click');
    return first?.body ?? '';
  });
  expect(tray).toContain('Free space');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();

  await saveReserve(app, 500);
  await expect(disk).not.toContainText('Filling up');
  await expect(row.locator('[data-light="recording"]')).toBeVisible({ timeout: 45_000 });

  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Test Storage' }).click();
  await expect(page.locator('[data-part-works="true"]')).toContainText('It works');
  await page.getByRole('tab', { name: 'About' }).click();
  await page.getByRole('button', { name: 'See what it would hold' }).click();
  const entries = page.locator('[data-entry]');
  await expect(entries.filter({ hasText: 'recordings/' })).toHaveCount(1);
  await expect(entries.filter({ hasText: 'logs/main.log' })).toHaveCount(1);
  const zip = join(app.home, 'diagnostics.zip');
  await answerSaveDialog(app, zip);
  await page.getByRole('button', { name: 'Save the diagnostics…' }).click();
  await expect(page.getByText(`Saved as ${zip}`)).toBeVisible();
  const unpacked = join(place.folder, 'diagnostics');
  expect(spawnSync('python3', ['-m', 'zipfile', '-e', zip, unpacked]).status).toBe(0);
  const files = filesBelow(unpacked);
  expect(files.map(({ path }) => path.slice(unpacked.length + 1)).sort()).toEqual(
    expect.arrayContaining(['about.json', 'health.json', 'settings.json', 'uploads.json']),
  );
  const hidden = [lab.project.key, lab.project.secret, stack.s3.secretKey, stack.s3.accessKey];
  for (const { path, content } of files) {
    for (const secret of hidden)
      expect(content.includes(secret), `a secret in ${path}`).toBe(false);
    expect(content, path).not.toMatch(/eyJ[A-Za-z0-9_-]{10,}\.eyJ/);
    expect(content.includes('tablet-1'), `a participant in ${path}`).toBe(false);
  }
  expect(app.complaints).toEqual([]);
});

test('settings are moved to another PC: looked at, taken over, secrets typed again', async ({
  launch,
  place,
  classroom,
  stack,
}) => {
  const lab = classroom('moved');
  const first = await launch();
  const changes = { RECORDER_DATA_DIR: first.dataFolder, RECORDER_SEGMENT_MINUTES: '7' };
  await setUp(first, first.write(place, 'recorder.env', envText(lab.settings(changes))));
  await first.page.keyboard.press('Control+4');
  await first.page.getByRole('tab', { name: 'Import and export' }).click();
  const file = join(first.home, 'settings.json');
  await answerSaveDialog(first, file);
  await first.page.getByRole('button', { name: 'Export the settings…' }).click();
  await expect(first.page.getByText(`Saved as ${file}`)).toBeVisible();
  const text = readFileSync(file, 'utf8');
  for (const secret of [lab.project.secret, lab.project.key, stack.s3.secretKey]) {
    expect(text).not.toContain(secret);
  }
  await first.close();

  const second = await launch();
  const { page } = second;
  await second.answerOpenDialog(second.write(place, 'moved.json', text));
  await page.getByRole('tab', { name: 'From another computer' }).click();
  await page.getByRole('button', { name: 'Choose a file of settings…' }).click();
  await expect(page.locator('[data-change="Projects"]')).toContainText(lab.project.id);
  // Folder and name belong to a computer.
  await expect(page.locator('[data-change="Folder for recordings"]')).not.toContainText(first.home);
  await expect(page.getByText(/Nothing is recorded until the keys/)).toContainText(lab.project.id);
  await page.getByRole('button', { name: 'Take over these settings' }).click();
  await expect(page.getByText('Keys are missing')).toBeVisible();
  await page.getByRole('button', { name: 'Open settings' }).click();
  await page.getByLabel('API key').fill(lab.project.key);
  await page.getByLabel('API secret').fill(lab.project.secret);
  await page.getByLabel('Access key').fill(stack.s3.accessKey);
  await page.getByLabel('Secret key').fill(stack.s3.secretKey);
  await page.getByRole('button', { name: /^Advanced/ }).click();
  await expect(page.getByLabel('At the latest after')).toHaveValue('7');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.keyboard.press('Control+1');
  await expect(page.locator('[data-health="rabbitmq"]')).toHaveAttribute('data-level', 'good');
  const session = await lab.startSession('Moved');
  await lab.sendIn(session);
  await expect(
    page.locator(`[data-session="${session.id}"] [data-light="recording"]`),
  ).toBeVisible();
  expect(second.complaints).toEqual([]);
});
