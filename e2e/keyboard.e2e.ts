/** A day by the keyboard alone: checked, begun, watched, noted, ended, found, exported. No mouse. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { HandsOnKeys } from './support/hands-on-keys.ts';

test('a session from the check to its export, by keys alone, and the focus is always seen', async ({
  launchSetUp,
  classroom,
  place,
}) => {
  test.setTimeout(240_000);
  const lab = classroom('keyboard');
  await lab.listenIn('desks', 'tablet-1');
  const home = place.makeHome();
  const app = await launchSetUp(lab, { home });
  const { page } = app;
  const keys = new HandsOnKeys(page);
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  await page.locator('[data-level="good"]').first().waitFor();
  await keys.press('Control+6');
  await keys.use(button('Check everything'));
  await expect(page.locator('[data-verdict="good"]')).toBeVisible();

  await keys.press('Control+n');
  await keys.reach(page.getByRole('textbox', { name: 'Name' }));
  await keys.type('By keys');
  await keys.use(page.getByRole('checkbox', { name: 'desks' }), 'Space');
  await keys.use(button('Start session'));
  await expect(page.getByText('The expected device is here.')).toBeVisible();

  await keys.openTab('Messages');
  const rows = page.getByRole('listbox', { name: 'Messages' }).getByRole('option');
  await expect(rows.filter({ hasText: 'temperature' }).first()).toBeVisible();
  await keys.press('n');
  await keys.type('the bell rang');
  await keys.press('Enter');
  await expect(page.locator('[data-note-said="synced"]')).toContainText('the bell rang');
  await keys.reach(page.getByRole('textbox', { name: /^JSON field/ }));
  await keys.type('device = tablet-1');
  await expect(rows.filter({ hasNotText: 'temperature' })).toHaveCount(0);
  await keys.reach(page.getByRole('listbox', { name: 'Messages' }));
  await keys.press('ArrowUp');
  const message = page.getByRole('region', { name: 'Message' });
  await expect(message).toContainText('temperature');
  await keys.reach(message.getByRole('tab', { selected: true }));
  // End leads to the last one, Enter chooses it.
  await keys.press('End');
  await keys.press('Enter');
  await expect(message.getByRole('tab', { selected: true })).toHaveText('Base64');
  await keys.use(button('Close this message'));
  await expect(message).toBeHidden();

  await keys.use(button('End session'));
  await keys.use(page.getByRole('dialog').getByRole('button', { name: 'End session' }));
  await expect(page.locator('[data-light="done"]')).toBeVisible({ timeout: 45_000 });

  await keys.press('Control+3');
  await keys.reach(page.getByRole('textbox', { name: 'Search recordings' }));
  await keys.type('by keys');
  await expect(page.locator('[data-recording]')).toHaveCount(1);
  await keys.reach(page.getByRole('listbox', { name: 'Recordings' }));
  await keys.press('ArrowDown');
  await keys.press('Enter');
  await expect(page.getByRole('heading', { name: 'By keys' })).toBeVisible();
  const made = join(home, 'made');
  mkdirSync(made);
  place.give(made);
  const notes = join(made, 'notes.tsv');
  await app.answerSaveDialog(notes);
  await keys.press('Control+e');
  const dialog = page.getByRole('dialog');
  await keys.reach(dialog.getByRole('radio', { checked: true }));
  for (let steps = 0; steps < 6; steps += 1) {
    if (await dialog.getByRole('radio', { name: /^Events/ }).isChecked()) break;
    await keys.press('ArrowDown');
  }
  await keys.use(button('Choose where…'));
  await expect(page.locator('[data-export="done"]')).toBeVisible();
  expect(readFileSync(notes, 'utf8')).toContain('the bell rang');

  await keys.press('Control+4');
  await keys.openTab('Appearance');
  await keys.reach(page.getByRole('radio', { checked: true }));
  await keys.press('ArrowRight');
  await keys.press('ArrowRight');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await keys.press('F1');
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts');
  await keys.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(keys.unseen).toEqual([]);
  expect(app.complaints).toEqual([]);
});
