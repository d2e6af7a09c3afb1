/** A session run from the window: devices registered, one button, who arrives, ping, the end. */
import { filesBelow } from '../stack/files-below.ts';
import { expect, test } from './fixtures.ts';

const NAMES = ['tablet-1', 'tablet-2', 'wristband-1'];

test('one button: three devices join and are seen, answer a ping, and it ends verified', async ({
  launchSetUp,
  classroom,
}) => {
  test.setTimeout(240_000);
  const lab = classroom('run-from-here');
  const app = await launchSetUp(lab);
  const { page } = app;
  await Promise.all(NAMES.map((name) => lab.listenIn('desks', name)));

  await page.getByRole('button', { name: 'Devices', exact: true }).click();
  const desks = page.getByRole('region', { name: 'Group desks' });
  await expect(desks.locator('[data-device]')).toHaveCount(3);
  await page.getByRole('button', { name: 'Register a device' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('spare');
  await page.getByRole('dialog').getByLabel('Group').fill('desks');
  await page.getByRole('dialog').getByRole('button', { name: 'Register', exact: true }).click();
  await expect(desks.locator('[data-device="spare"]')).toBeVisible();
  await page.getByRole('textbox', { name: 'Search devices' }).fill('SPA');
  await expect(page.locator('[data-device]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Remove spare from desks' }).click();
  await expect(page.getByRole('dialog')).toContainText('Recordings are not touched');
  await page.getByRole('button', { name: 'Remove device' }).click();
  await expect(page.getByText('No device fits')).toBeVisible();

  await page.keyboard.press('Control+n');
  await page.getByRole('textbox', { name: 'Name' }).fill('x'.repeat(51));
  await page.getByRole('button', { name: 'Start session' }).click();
  await expect(page.getByText('At most 50 characters')).toBeVisible();
  await page.getByRole('textbox', { name: 'Name' }).fill('One button');
  await page.getByRole('checkbox', { name: 'desks' }).check();
  await expect(page.getByText('3 devices will be told')).toBeVisible();
  await page.getByRole('button', { name: 'Start session' }).click();

  await expect(page.getByText('All 3 expected devices are here.')).toBeVisible();
  const here = page.locator('[data-arrival="here"]');
  await expect(here).toHaveCount(3);
  await expect(here.getByText('nothing sent yet')).toHaveCount(0);
  await expect(page.locator('[data-light="recording"]').first()).toBeVisible();

  await page.getByRole('button', { name: 'Ping' }).click();
  await expect(page.getByText(/3 of 3 in the room answered/)).toBeVisible({ timeout: 45_000 });
  await expect(page.locator('[data-ping="answered"]')).toHaveCount(3);
  await expect(page.getByText(/the recording says so/)).toBeVisible();

  await page.getByRole('button', { name: 'End session' }).click();
  await expect(page.getByRole('dialog')).toContainText('The recording ends with it');
  await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await expect(page.locator('[data-light="done"]')).toBeVisible({ timeout: 45_000 });
  const [session] = await lab.project.sessions();
  expect(session).toMatchObject({ name: 'One button', status: 'Stopped' });

  await page.getByRole('button', { name: 'Recordings', exact: true }).click();
  const recording = page.locator('[data-recording]');
  await expect(recording).toHaveCount(1);
  await expect(recording).toContainText('verified in the bucket', { timeout: 45_000 });
  await expect(page.locator('[data-status="complete"]')).toHaveCount(1);
  const notes = filesBelow(app.dataFolder)
    .filter(({ path }) => path.endsWith('.jsonl'))
    .flatMap(({ content }) => content.split('\n').filter((line) => line.includes('"kind":"note"')));
  expect(notes.filter((line) => line.includes('"event":"asked"'))).toHaveLength(1);
  expect(notes.filter((line) => line.includes('"event":"answered"'))).toHaveLength(1);

  // Made elsewhere: its announcement says whose devices are expected.
  const other = await lab.project.createSession({ name: 'Elsewhere', deviceGroups: ['desks'] });
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  await page.getByRole('button', { name: 'Open Elsewhere' }).click();
  await page.getByRole('tab', { name: 'Who is there' }).click();
  await expect(page.getByText('All 3 expected devices are here.')).toBeVisible({ timeout: 45_000 });
  await lab.project.stopSession(other.id);
  expect(app.complaints).toEqual([]);
});

test('SyncFlow has a fault while a session is made: the window says what is and what is not', async ({
  launchSetUp,
  classroom,
  stack,
}) => {
  const lab = classroom('half-made');
  const app = await launchSetUp(lab);
  const { page } = app;
  await lab.project.registerGroup('robots');
  await page.getByRole('button', { name: 'New session' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Half made');
  await page.getByRole('checkbox', { name: 'robots' }).check();
  stack.standIn.faults.set({ failCreateSession: true });
  await page.getByRole('button', { name: 'Start session' }).click();
  await expect(page.getByText('the devices were not told of this session')).toBeVisible();
  stack.standIn.faults.reset();
  await expect(page.getByText('Missing: any-robots.')).toBeVisible();
  expect((await lab.project.sessions()).filter(({ name }) => name === 'Half made')).toHaveLength(1);
  await page.getByRole('button', { name: 'End session' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await expect(page.locator('[data-light="done"]')).toBeVisible({ timeout: 45_000 });
});
