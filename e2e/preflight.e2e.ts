/** Before class: every part is checked, what is wrong has its fix, and a test session goes all the way. */
import { filesBelow } from '../stack/files-below.ts';
import { expect, test } from './fixtures.ts';

test('all is ready; the broker is stopped and named with its fix; started, all is ready again', async ({
  launchSetUp,
  classroom,
  stack,
}) => {
  const app = await launchSetUp(classroom('preflight'));
  const { page } = app;
  await page.getByRole('button', { name: 'Check that everything is ready' }).click();
  await page.getByRole('button', { name: 'Check everything' }).click();
  await expect(page.getByText('Everything is ready.').first()).toBeVisible();
  await expect(page.locator('[data-step-state="ok"]')).toHaveCount(5);
  // In the words of the page, for those who do not see it.
  await expect(page.getByRole('status').filter({ hasText: 'Everything is ready.' })).toHaveCount(1);

  await stack.broker.stop();
  try {
    await page.getByRole('button', { name: 'Check everything again' }).click();
    await expect(page.locator('[data-verdict="bad"]')).toHaveText('1 thing needs you.', {
      timeout: 45_000,
    });
    const broker = page.locator('[data-step="broker"]');
    await expect(broker).toContainText('Needs you');
    await expect(broker).toContainText('What was recorded is safe on this disk');
    await expect(broker).toContainText('Check the network, and host and port of the broker');
    await expect(page.locator('[data-step-state="ok"]')).toHaveCount(4);
    await broker.getByRole('button', { name: 'Open settings' }).click();
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  } finally {
    await stack.broker.start();
    // Its exchange went with the broker.
    await stack.standIn.restart();
  }
  await page.keyboard.press('Control+6');
  // What was found is still there.
  await expect(page.locator('[data-verdict="bad"]')).toBeVisible();
  await page.getByRole('button', { name: 'Check everything again' }).click();
  await expect(page.locator('[data-verdict="good"]')).toBeVisible({ timeout: 45_000 });
});

test('a round trip: recorded, verified in the bucket, and only then deleted here', async ({
  launchSetUp,
  classroom,
}) => {
  const lab = classroom('round-trip');
  const app = await launchSetUp(lab);
  const { page } = app;
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: 'Try a test session…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('no device is told of it');
  await dialog.getByRole('button', { name: 'Start test session' }).click();

  await expect(page.getByText('The round trip went well.').first()).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.locator('[data-step-state="ok"]')).toHaveCount(7);
  await expect(page.locator('[data-step="clean-up"]')).toContainText('is deleted');
  await expect(page.locator('[data-left]')).toContainText('text-egress/all-topics');
  const [session] = await lab.project.sessions();
  expect(session).toMatchObject({ name: 'Preflight test', status: 'Stopped' });
  const recordings = filesBelow(app.dataFolder).filter(({ path }) => path.endsWith('.jsonl'));
  expect(recordings).toEqual([]);
  const uploads = await page.evaluate(() =>
    window.recorder.uploadsPage({ filter: 'all', offset: 0, limit: 50, recordingId: null }),
  );
  const states = uploads.ok ? uploads.value.rows.map(({ role, state }) => `${role} ${state}`) : [];
  expect(states.sort()).toEqual(['manifest verified', 'segment verified']);
  expect(app.complaints).toEqual([]);
});

test('a round trip that is cancelled ends its session and says what is left', async ({
  launchSetUp,
  classroom,
}) => {
  const lab = classroom('round-trip-cancelled');
  const { page } = await launchSetUp(lab);
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('button', { name: 'Try a test session…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start test session' }).click();
  await expect(page.locator('[data-step="session"][data-step-state="ok"]')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel and end the test session' }).click();
  await expect(page.getByText('The round trip was cancelled.').first()).toBeVisible();
  await expect(page.locator('[data-step="end"]')).toContainText('Done');
  await expect(page.locator('[data-step="clean-up"]')).toContainText('Skipped');
  await expect(page.locator('[data-left]')).toContainText('SyncFlow keeps the ended session');
  const [session] = await lab.project.sessions();
  expect(session).toMatchObject({ name: 'Preflight test', status: 'Stopped' });
});
