/** A session watched: notes and markers, the plot of a field, the timeline with a gap, scrolled back. */
import { checkJournals } from '../stack/check-run.ts';
import { expect, test } from './fixtures.ts';
import { barriers } from './support/barriers.ts';

test('a session is watched, noted, plotted, and its gap is found and explained', async ({
  launchSetUp,
  classroom,
  stack,
}) => {
  test.setTimeout(240_000);
  const lab = classroom('session-day');
  const app = await launchSetUp(lab);
  const { page } = app;
  const session = await lab.startSession('Watched');
  await lab.sendIn(session, 20);
  await page.getByRole('button', { name: 'Open Watched' }).click();
  const rows = page.getByRole('option');
  await expect(rows.filter({ hasText: 'temperature' }).first()).toBeVisible();

  // A note by key: its time is that of the key, however long the text takes.
  const before = Date.now();
  await page.keyboard.press('n');
  const line = page.getByRole('textbox', { name: /^Note for/ });
  await expect(line).toBeFocused();
  const pressedUntil = Date.now();
  await page.waitForTimeout(1500);
  await line.pressSequentially('two groups changed places 1 2 3');
  await page.keyboard.press('Enter');
  const said = page.locator('[data-note-said]');
  await expect(said).toContainText('two groups changed places 1 2 3');
  await expect(page.locator('[data-note-said="synced"]')).toBeVisible();
  await page.keyboard.press('4');
  await expect(said).toContainText('Technical problem');
  await page.keyboard.press('5');
  await expect(said).toContainText('Interesting');
  await said.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('[data-note-said="withdrawn"]')).toBeVisible();

  // Markers are edited where they are dropped.
  await page.getByRole('button', { name: /^Markers/ }).click();
  await page.getByRole('button', { name: 'Edit the markers' }).click();
  await page.getByRole('textbox', { name: 'Marker 9' }).fill('Fire drill');
  await page.getByRole('button', { name: 'Save markers' }).click();
  await page.getByRole('button', { name: 'Fire drill' }).click();
  await expect(said).toContainText('Fire drill');

  // Filters by kind and field; the message in base64, copied.
  await page.getByRole('textbox', { name: /^JSON field/ }).fill('device = tablet-1');
  await expect(rows.filter({ hasText: 'temperature' }).first()).toBeVisible();
  await expect(rows.filter({ hasNotText: 'temperature' })).toHaveCount(0);
  await rows.first().click();
  const message = page.getByRole('region', { name: 'Message' });
  await message.getByRole('tab', { name: 'Base64' }).click();
  await expect(message).toContainText('eyJuIjo');
  await message.getByRole('button', { name: 'Payload' }).click();
  await expect(message.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toMatch(/^\{"n":\d+,"device":"tablet-1"/);
  expect(await barriers(app)).toEqual([]);
  await page.getByRole('textbox', { name: /^JSON field/ }).fill('');
  await page.getByRole('button', { name: 'Close this message' }).click();

  // The plot shows what the device sends: temperature is 20 + sin.
  await page.getByRole('tab', { name: 'Plot' }).click();
  await page.getByRole('combobox', { name: 'Field with numbers' }).fill('temperature');
  await page.keyboard.press('Enter');
  const plotted = page.locator('[data-plotted="tablet-1"]');
  await expect(plotted).toBeVisible();
  const cells = (await plotted.getByRole('cell').allInnerTexts()).slice(1, 5);
  const [last = 0, min = 0, max = 0, n = 0] = cells.map((text) => Number(text.replaceAll(',', '')));
  expect(min).toBeGreaterThanOrEqual(19);
  expect(max).toBeLessThanOrEqual(21);
  expect(last >= min && last <= max && n > 0).toBe(true);
  await expect(page.locator('.uplot canvas')).toBeVisible();
  expect(await barriers(app)).toEqual([]);

  // A gap: the capture process dies, and the same recording goes on.
  await app.killCapture();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  const happened = page.getByRole('list', { name: 'What happened' });
  const gap = happened.locator('[data-event="gap"]');
  const why = 'the recorder was not running, or not in the room';
  await expect(gap.filter({ hasText: why })).toHaveCount(1, { timeout: 45_000 });
  await expect(
    happened
      .getByText('tablet-1 joined')
      .or(happened.getByText('tablet-1 was there already'))
      .first(),
  ).toBeVisible();
  await expect(happened.getByText('Note: two groups changed places')).toBeVisible();
  await expect(happened.getByText('Note: Interesting')).toHaveCount(0);
  expect(await barriers(app)).toEqual([]);

  // Click seeks: the messages of the note's time, from the disk; more on request; back to the live feed.
  await happened.getByText('Note: two groups changed places').click();
  await expect(page.locator('[data-history="true"]')).toContainText('read from the recording');
  await expect(rows.first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Resume view/ })).toBeVisible();
  const first = await rows.first().getAttribute('id');
  await page.waitForTimeout(1000);
  expect(await rows.first().getAttribute('id')).toBe(first);
  await page.getByRole('button', { name: /^Resume view/ }).click();
  await expect(page.getByRole('button', { name: 'Freeze view' })).toBeVisible();
  await expect(page.locator('[data-history="true"]')).toHaveCount(0);
  // The same by keyboard.
  await page.getByRole('tab', { name: 'Timeline' }).click();
  const slider = page.getByRole('slider', { name: 'Moment of the session' });
  await slider.focus();
  await page.keyboard.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', /message/);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-history="true"]')).toBeVisible();
  await expect(rows.first()).toBeVisible();

  await page.getByRole('tab', { name: 'Notes' }).click();
  await expect(page.locator('[data-note="standing"]')).toHaveCount(3);
  await expect(page.locator('[data-note="withdrawn"]')).toHaveCount(1);
  expect(await barriers(app)).toEqual([]);

  await lab.stopSession(session);
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  await expect(page.locator(`[data-session="${session.id}"] [data-light="done"]`)).toBeVisible({
    timeout: 45_000,
  });
  const { taken } = await checkJournals(stack.makeFolder('ledgers-session-day'), app.dataFolder);
  expect(taken.map(({ text, category, key }) => [text, category, key])).toEqual([
    ['two groups changed places 1 2 3', null, null],
    ['Technical problem', 'marker', '4'],
    ['Fire drill', 'marker', '9'],
  ]);
  const pressed = Number(BigInt(taken[0]?.pressed ?? 0) / 1_000_000n);
  expect(pressed).toBeGreaterThanOrEqual(before - 5);
  expect(pressed).toBeLessThanOrEqual(pressedUntil + 5);
  expect(app.complaints).toEqual([]);
});

test('of two recorders one dies: the timeline says that the other has what it missed', async ({
  launchSetUp,
  classroom,
}) => {
  const lab = classroom('two-recorders');
  const app = await launchSetUp(lab, { settings: { RECORDER_REDUNDANT: 'on' } });
  const { page } = app;
  const session = await lab.startSession('Twice');
  await lab.sendIn(session, 20);
  await page.getByRole('button', { name: 'Open Twice' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  // Lane b joins a moment later.
  await page.waitForTimeout(3000);
  await app.killCapture();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  const filled = page
    .getByRole('list', { name: 'What happened' })
    .locator('[data-event="filled-gap"]');
  await expect(filled).toContainText('the other has it, nothing is missing', { timeout: 45_000 });
  await expect(page.getByText('1 gap of one recorder filled by the other')).toBeVisible();
  await lab.stopSession(session);
  expect(app.complaints).toEqual([]);
});
