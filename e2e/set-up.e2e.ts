/** From nothing to the first verified upload, by the form and by the daemon's .env. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow } from '../stack/files-below.ts';
import { expect, test } from './fixtures.ts';
import { envText } from './support/classroom.ts';
import { fillSetUpForm } from './support/set-up-form.ts';

test('first run by form to the first verified upload', async ({ launch, classroom, stack }) => {
  const lab = classroom('first-run');
  const app = await launch({ keyring: true });
  const { page } = app;
  await fillSetUpForm(page, stack, lab.project, app.dataFolder);
  await page.getByRole('button', { name: 'Save and start' }).click();

  await expect(page.locator('[data-health="rabbitmq"]')).toHaveAttribute('data-level', 'good');
  const session = await lab.project.createSession({
    name: 'Opening',
    deviceGroups: ['text-egress'],
  });
  const row = page.locator(`[data-session="${session.id}"]`);
  await expect(row).toContainText('Waiting for data');
  const device = await lab.sendIn(session);
  await expect(row.locator('[data-light="recording"]')).toBeVisible();
  await device.stop();
  const sent = device.sent();
  await lab.project.stopSession(session.id);

  await page.getByRole('button', { name: 'Recordings', exact: true }).click();
  const recording = page.locator('[data-recording]');
  await expect(recording.locator('[data-status="complete"]')).toBeVisible();
  await expect(recording).toContainText('2 files verified in the bucket');
  await expect(recording).toContainText(`${sent} messages`);
  await page.getByRole('button', { name: /^Uploads/ }).click();
  await page.getByText('Verified (2)').click();
  await expect(page.locator('[data-state="verified"]')).toHaveCount(2);

  // The finer settings of the bucket, tried out, and local data that goes after its upload.
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: /^More about this bucket/ }).click();
  const layout = page.getByLabel('Layout of the bucket');
  const example = page.locator('[data-key-example]');
  await expect(example).toContainText(`/text-egress/all-topics/`);
  await layout.fill('{room}/{file}');
  await expect(example).toContainText('cannot be used yet');
  await layout.fill('study/{sessionId}/{file}');
  await expect(example).toContainText(/study\/[0-9a-f-]{36}\/messages-000001\.jsonl/);
  await page.getByRole('combobox', { name: 'Checksums for the store to check' }).click();
  await page.getByRole('option', { name: 'MD5, for old stores' }).click();
  await page.getByRole('switch', { name: /Delete recordings from this computer/ }).check();
  await page.getByLabel('Days after the end of the session').fill('0');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Test the destinations' }).click();
  await expect(page.locator('[data-works="true"]')).toContainText('it works');

  await page.getByRole('button', { name: 'Recordings', exact: true }).click();
  await expect(recording).toContainText('only where it was uploaded to');
  await recording.click();
  await page.getByRole('button', { name: 'Bring it back to this computer' }).click();
  await page.getByRole('button', { name: 'All recordings' }).click();
  await expect(recording).toContainText('2 files verified in the bucket');

  const next = await lab.startSession('Second');
  await lab.sendIn(next);
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  await expect(page.locator(`[data-session="${next.id}"] [data-light="recording"]`)).toBeVisible();
  await lab.stopSession(next);
  const stored = async (): Promise<string[]> => {
    const objects = await stack.s3.listObjects(lab.project.bucket, 'study/');
    return objects.map(({ key }) => key);
  };
  await expect
    .poll(stored, { timeout: 45_000 })
    .toEqual([`study/${next.id}/manifest.json`, `study/${next.id}/messages-000001.jsonl`]);
  expect(app.complaints).toEqual([]);
});

test('a LiveKit server without SyncFlow, by form: its rooms are recorded', async ({
  launch,
  stack,
}) => {
  const app = await launch({ keyring: true });
  const { page } = app;
  const { livekit } = stack;
  await page.getByRole('button', { name: 'Add a LiveKit server without SyncFlow' }).click();
  await page.getByRole('button', { name: 'Remove this project' }).click();
  await expect(page.getByLabel('Address of the SyncFlow server')).toHaveCount(0);
  await page.getByLabel('Address of the LiveKit server').fill(livekit.wsUrl);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Bare');
  await page.getByLabel('Rooms to record').fill('by-form-*');
  await page.getByLabel('API key').fill(livekit.apiKey);
  await page.getByLabel('API secret').fill(livekit.apiSecret);
  await page.getByRole('switch', { name: /Upload finished recordings/ }).uncheck();
  await page.getByLabel('Folder for recordings').fill(app.dataFolder);
  await page.getByRole('button', { name: 'Save and start' }).click();
  await expect(page.getByText(/encryption.* is not allowed|without TLS/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByLabel('Allow connections without encryption to 127.0.0.1').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();

  const room = await livekit.rooms().createRoom({ name: 'by-form-1' });
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  const row = page.locator(`[data-session="${room.sid}"]`);
  await expect(row).toContainText('Waiting for data');
  await livekit.rooms().deleteRoom(room.name);
  await page.getByRole('button', { name: 'Recordings', exact: true }).click();
  await expect(page.locator('[data-status="complete"]')).toHaveCount(1, { timeout: 45_000 });
  expect(app.complaints).toEqual([]);
});

test('a .env is imported: secrets land encrypted and nowhere else', async ({
  launch,
  place,
  classroom,
  stack,
}) => {
  const lab = classroom('import');
  const app = await launch({ keyring: true });
  const { page, home } = app;
  const settings = lab.settings({ RECORDER_DATA_DIR: app.dataFolder, RABITMQ_HOST: 'misspelt' });
  const envFile = app.write(place, 'daemon.env', envText(settings));
  await app.answerOpenDialog(envFile);
  await page.getByRole('tab', { name: 'Import a .env file' }).click();
  await page.getByRole('button', { name: 'Choose the .env file…' }).click();
  await expect(page.getByText('RABITMQ_HOST is not a setting')).toBeVisible();
  await expect(page.getByRole('row', { name: /PROJECTS__0__SECRET/ })).toContainText('not shown');
  await page.getByRole('button', { name: 'Import and start' }).click();

  const session = await lab.startSession('Imported');
  await lab.sendIn(session);
  await expect(
    page.locator(`[data-session="${session.id}"] [data-light="recording"]`),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Delete the file' }).click();
  await expect(page.getByText('The file still holds')).toBeHidden();
  expect(existsSync(envFile)).toBe(false);

  const secrets = [lab.project.secret, lab.project.key, stack.s3.accessKey, stack.s3.secretKey];
  const spellings = secrets.flatMap((secret) => [
    secret,
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    encodeURIComponent(secret),
  ]);
  const leaks = filesBelow(home)
    .filter(({ content }) => spellings.some((spelling) => content.includes(spelling)))
    .map(({ path }) => path);
  expect(leaks).toEqual([]);
  const stored = readFileSync(join(app.userData, 'secrets.json'), 'utf8');
  expect(stored).toContain('gnome_libsecret');
  const shown = await page.content();
  expect(spellings.filter((spelling) => shown.includes(spelling))).toEqual([]);
  await app.close();

  const again = await launch({ keyring: true, home });
  await expect(
    again.page.locator(`[data-session="${session.id}"] [data-light="recording"]`),
  ).toBeVisible();
});

test('without a keyring secrets stay in memory, unless she agrees', async ({
  launch,
  place,
  classroom,
}) => {
  const lab = classroom('no-keyring');
  const first = await launch();
  const settings = lab.settings({ RECORDER_DATA_DIR: first.dataFolder });
  await first.answerOpenDialog(first.write(place, 'daemon.env', envText(settings)));
  await first.page.getByRole('tab', { name: 'Import a .env file' }).click();
  await first.page.getByRole('button', { name: 'Choose the .env file…' }).click();
  await first.page.getByRole('button', { name: 'Import and start' }).click();
  await expect(first.page.locator('[data-health="syncflow"]')).toHaveAttribute(
    'data-level',
    'good',
  );
  const kept = (): unknown =>
    JSON.parse(readFileSync(join(first.userData, 'secrets.json'), 'utf8'));
  expect(kept()).toMatchObject({ document: { backend: 'none', projects: {} } });
  await first.close();

  const second = await launch({ home: first.home });
  await expect(second.page.getByText('Keys are missing')).toBeVisible();
  await second.page.getByRole('button', { name: 'Open settings' }).click();
  await second.page.getByLabel(/Keep them on this disk all the same/).check();
  await second.page.getByLabel('API key').fill(lab.project.key);
  await second.page.getByLabel('API secret').fill(lab.project.secret);
  await second.page.getByLabel('Access key').fill('any-access-key');
  await second.page.getByLabel('Secret key').fill('any-secret-key');
  await second.page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(second.page.getByText('Saved.')).toBeVisible();
  expect(JSON.stringify(kept())).toContain(lab.project.id);
  await second.close();

  const third = await launch({ home: first.home });
  await expect(third.page.locator('[data-health="syncflow"]')).toHaveAttribute(
    'data-level',
    'good',
  );
});

test('settings that cannot be read are kept, and said so', async ({ launch }) => {
  const first = await launch();
  await first.page.getByRole('heading', { name: 'Welcome to SyncFlow Recorder' }).waitFor();
  await first.close();
  const settings = join(first.userData, 'settings.json');
  const broken = '{"document": {"version": 1, "setup": {"serverUrl"';
  writeFileSync(settings, broken);
  writeFileSync(settings.replace('.json', '.last-good.json'), 'not JSON either');

  const second = await launch({ home: first.home });
  await expect(second.page.getByText(/could not be read/)).toBeVisible();
  const kept = readdirSync(second.userData).find((name) =>
    name.startsWith('settings.json.broken-'),
  );
  expect(readFileSync(join(second.userData, kept ?? ''), 'utf8')).toBe(broken);
});
