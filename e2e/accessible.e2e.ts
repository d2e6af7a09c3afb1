/** Every page by axe's rules, and reachable by keyboard alone. */
import { expect, test } from './fixtures.ts';
import { barriers } from './support/barriers.ts';
import { HandsOnKeys } from './support/hands-on-keys.ts';

test('the first run has no known barrier', async ({ launch }) => {
  const app = await launch();
  await expect(app.page.getByRole('heading', { name: 'Your SyncFlow server' })).toBeVisible();
  expect(await barriers(app)).toEqual([]);
});

test('every page has no known barrier, and is reached by keyboard', async ({
  launchSetUp,
  classroom,
}) => {
  // Some forty looks by axe's rules, each in the page itself.
  test.setTimeout(240_000);
  const lab = classroom('accessible');
  const app = await launchSetUp(lab);
  const { page } = app;
  const session = await lab.startSession('Reachable');
  await lab.sendIn(session);
  await expect(
    page.locator(`[data-session="${session.id}"] [data-light="recording"]`),
  ).toBeVisible();
  expect(await barriers(app)).toEqual([]);

  const open = page.getByRole('button', { name: 'Open Reachable' });
  await new HandsOnKeys(page).reach(open, 40);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listbox', { name: 'Messages' })).toBeVisible();
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.getByRole('listbox', { name: 'Messages' }).focus();
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('region', { name: 'Message' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Resume view/ })).toBeVisible();
  expect(await barriers(app)).toEqual([]);
  await page.getByRole('tab', { name: 'Who is there' }).click();
  await expect(page.locator('[data-arrival="other"]')).toHaveCount(1);
  expect(await barriers(app)).toEqual([]);
  await lab.stopSession(session);

  await page.keyboard.press('Control+2');
  await expect(page.getByRole('heading', { name: 'Uploads' })).toBeVisible();
  await page.getByText(/^Verified \(/).click();
  await expect(page.locator('[data-state="verified"]')).toHaveCount(2);
  expect(await barriers(app)).toEqual([]);
  await page.keyboard.press('Control+3');
  await expect(page.locator('[data-recording]')).toHaveCount(1);
  expect(await barriers(app)).toEqual([]);
  await page.getByRole('listbox', { name: 'Recordings' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('What no recorder can see')).toBeVisible();
  expect(await barriers(app)).toEqual([]);
  await page.getByRole('tab', { name: /^Messages/ }).click();
  await page.getByLabel('Search in this recording').fill('a');
  await expect(page.locator('[data-reading="done"]')).toContainText('found');
  await page.getByRole('listbox', { name: 'Records' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('region', { name: 'Message' })).toBeVisible();
  expect(await barriers(app)).toEqual([]);
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('dialog')).toContainText('Export this recording');
  expect(await barriers(app)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('heading', { name: 'Your SyncFlow server' })).toBeVisible();
  await page.getByRole('button', { name: /^More about this bucket/ }).click();
  await expect(page.locator('[data-key-example]')).toBeVisible();
  await page.getByRole('button', { name: /^Advanced/ }).click();
  await expect(page.getByText('Look for recordings left open every')).toBeVisible();
  expect(await barriers(app)).toEqual([]);
  for (const part of ['Notifications', 'Appearance', 'Import and export', 'Log', 'About']) {
    await page.getByRole('tab', { name: part }).click();
    await expect(page.getByRole('tabpanel', { name: part })).toBeVisible();
    expect(await barriers(app)).toEqual([]);
  }
  await page.keyboard.press('Control+5');
  await expect(page.locator('[data-device]').first()).toBeVisible();
  expect(await barriers(app)).toEqual([]);
  await page.keyboard.press('Control+6');
  await page.getByRole('button', { name: 'Check everything' }).click();
  await expect(page.locator('[data-verdict="good"]')).toBeVisible();
  expect(await barriers(app)).toEqual([]);
  await page.keyboard.press('Control+n');
  await expect(page.getByRole('button', { name: 'Start session' })).toBeVisible();
  expect(await barriers(app)).toEqual([]);
});
