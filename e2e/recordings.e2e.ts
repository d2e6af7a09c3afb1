/** A recording found weeks later: among others, searched inside, exported, its receipt saved. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { envText } from './support/classroom.ts';
import { giveAll, makePastRecording } from './support/past-recordings.ts';

const MESSAGES = 120_000;

/** Read by Python's csv, as a researcher's script would. */
const readCsv = `
import csv, json, sys
csv.field_size_limit(1 << 30)
with open(sys.argv[1], newline='', encoding='utf-8') as file:
    rows = list(csv.DictReader(file))
seqs = [json.loads(row['payload'])['seq'] for row in rows]
print(json.dumps({'rows': len(rows), 'ordered': seqs == sorted(seqs), 'first': rows[0], 'columns': list(rows[0])[:6],
  'topics': sorted({row['topic'] for row in rows}), 'battery': rows[0].get('payload.battery')}))
`;

test('a recording is found weeks later, searched inside, exported as CSV, and its receipt saved', async ({
  launch,
  place,
  classroom,
}) => {
  const lab = classroom('found-again');
  const home = place.makeHome();
  const data = join(home, 'recordings');
  const made = join(home, 'made');
  mkdirSync(made);
  const senders = Array.from({ length: 20 }, (_, number) => `tablet-${number}`);
  const walks = [1, 2, 3, 4, 5, 6].map((day) =>
    makePastRecording(data, {
      id: `00000000-0000-4000-8000-00000000000${day}`,
      ...{
        project: 'Field days',
        session: `Walk ${day}`,
        startedAt: `2026-02-0${day}T09:00:00.000Z`,
      },
      ...{ senders: ['watch-1'], topics: ['gps'] },
    }),
  );
  expect(walks).toHaveLength(6);
  makePastRecording(data, {
    id: '11111111-1111-4111-8111-111111111111',
    ...{ project: 'Learning lab', session: 'Pendulum', startedAt: '2025-10-09T08:53:20.000Z' },
    ...{ senders, topics: [0, 1, 2, 3, 4].map((number) => `sensor/${number}`), messages: MESSAGES },
  });
  const envFile = join(home, 'recorder.env');
  writeFileSync(envFile, envText(lab.settings({ RECORDER_UPLOAD: 'off' })), { mode: 0o600 });
  giveAll(home, home);
  const app = await launch({ home, args: ['--env-file', envFile, '--data', data] });
  const { page } = app;

  await page.getByRole('button', { name: 'Recordings', exact: true }).click();
  await expect(page.getByText('7 recordings')).toBeVisible();
  await expect(page.locator('[data-recording]')).toHaveCount(7);
  await page.getByLabel('Search recordings').fill('no such thing');
  await expect(page.getByText('Nothing matches')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('combobox', { name: 'Topic' }).fill('sensor');
  await expect(page.getByText('1 of 7 recordings')).toBeVisible();
  await page.getByRole('combobox', { name: 'Topic' }).fill('');
  await page.getByLabel('Search recordings').fill('pendulum tablet-7');
  await expect(page.getByText('1 of 7 recordings')).toBeVisible();
  await page.getByRole('listbox', { name: 'Recordings' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Pendulum' })).toBeVisible();

  await page.getByRole('tab', { name: /^Messages/ }).click();
  await expect(page.locator('[data-reading]')).toContainText('120,00');
  await page.getByLabel('Search in this recording').fill('"seq":77');
  // 77, 770 to 779, 7,700 to 7,799 and 77,000 to 77,999.
  await expect(page.locator('[data-reading="done"]')).toHaveText('1,111 found');
  await page
    .getByRole('option')
    .filter({ hasText: '"seq":7700,' })
    .first()
    .scrollIntoViewIfNeeded();
  await page.getByRole('option').filter({ hasText: '"seq":771,' }).click();
  await expect(page.getByRole('region', { name: 'Message' })).toContainText('tablet-11');
  await page.getByLabel('Search in this recording').fill('');
  await expect(page.locator('[data-reading="done"]')).toContainText('records');

  const kept = join(made, 'pendulum.csv');
  await app.answerSaveDialog(kept);
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('A column for each value in JSON messages').check();
  await dialog.getByRole('button', { name: 'Choose where…' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator('[data-export="done"]')).toContainText('120,000 rows', {
    timeout: 60_000,
  });
  const python = spawnSync('python3', ['-c', readCsv, kept], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  expect(python.stderr).toBe('');
  expect(JSON.parse(python.stdout)).toMatchObject({
    ...{ rows: MESSAGES, ordered: true, battery: '100' },
    columns: ['index', 'arrival', 'arrival_ns', 'monotonic_ns', 'lane', 'record'],
    topics: ['sensor/0', 'sensor/1', 'sensor/2', 'sensor/3', 'sensor/4'],
    first: { participant: 'tablet-0', kind: 'data', encoding: 'utf-8' },
  });
  await page.getByRole('button', { name: 'Take this export off the list' }).click();

  await app.answerSaveDialog(join(made, 'receipt.html'));
  await page.getByRole('tab', { name: 'Receipt' }).click();
  await page.getByRole('button', { name: 'Save receipt…' }).click();
  await expect(page.getByText('The receipt is saved as')).toBeVisible();
  expect(readFileSync(join(made, 'receipt.html'), 'utf8')).toContain('<h1>Pendulum</h1>');
  expect(app.complaints).toEqual([]);
});

test('an export that is cancelled leaves nothing, and the window shows where it stands meanwhile', async ({
  launch,
  place,
  classroom,
}) => {
  const lab = classroom('found-again');
  const home = place.makeHome();
  const data = join(home, 'recordings');
  const made = join(home, 'made');
  mkdirSync(made);
  makePastRecording(data, {
    id: '22222222-2222-4222-8222-222222222222',
    ...{ project: 'Learning lab', session: 'Long', startedAt: '2025-10-09T08:53:20.000Z' },
    ...{ senders: ['tablet-0'], topics: ['sensor/0'], messages: 3 * MESSAGES },
  });
  const envFile = join(home, 'recorder.env');
  writeFileSync(envFile, envText(lab.settings({ RECORDER_UPLOAD: 'off' })), { mode: 0o600 });
  giveAll(home, home);
  const app = await launch({ home, args: ['--env-file', envFile, '--data', data] });
  const { page } = app;
  await page.getByRole('button', { name: 'Recordings', exact: true }).click();
  await page.locator('[data-recording]').click();
  await app.answerSaveDialog(join(made, 'long.csv'));
  await page.getByRole('button', { name: 'Export…' }).click();
  // Goes through the recording twice.
  await page.getByLabel('A column for each value in JSON messages').check();
  await page.getByRole('button', { name: 'Choose where…' }).click();
  await page.getByRole('button', { name: 'Cancel export' }).click();
  await expect(page.locator('[data-export="cancelled"]')).toHaveCount(1);
  await expect.poll(() => readdirSync(made)).toEqual([]);
  expect(existsSync(join(data, 'recordings'))).toBe(true);
  expect(app.complaints).toEqual([]);
});
