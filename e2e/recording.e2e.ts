/** While sessions run: faults seen and survived, quitting, uploads that fail and are put right. */
import { expect, test } from './fixtures.ts';
import { envText } from './support/classroom.ts';

test('a failed upload: cause read, corrected, retried from the window', async ({
  launch,
  place,
  classroom,
  stack,
}) => {
  const lab = classroom('retry');
  const app = await launch({ keyring: true });
  const { page } = app;
  const settings = lab.settings({
    RECORDER_DATA_DIR: app.dataFolder,
    PROJECTS__0__S3_CONFIG__SECRET_KEY: 'mistyped-secret-key',
  });
  await app.answerOpenDialog(app.write(place, 'daemon.env', envText(settings)));
  await page.getByRole('tab', { name: 'Import a .env file' }).click();
  await page.getByRole('button', { name: 'Choose the .env file…' }).click();
  await page.getByRole('button', { name: 'Import and start' }).click();
  const session = await lab.startSession('Wrong key');
  await lab.sendIn(session);
  await expect(
    page.locator(`[data-session="${session.id}"] [data-light="recording"]`),
  ).toBeVisible();
  await lab.stopSession(session);

  await expect(page.locator('[data-health="uploads"]')).toHaveAttribute('data-level', 'bad');
  await page.getByRole('button', { name: /^Uploads/ }).click();
  const failed = page.locator('[data-state="failed"]');
  await expect(failed).toContainText('Wrong key');
  await expect(failed).toContainText('does not accept the access key or secret key');
  await expect(failed).toContainText('Correct access key and secret key');

  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByLabel('Secret key').fill(stack.s3.secretKey);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByRole('button', { name: /^Uploads/ }).click();
  await page.getByRole('button', { name: 'Pause uploading' }).click();
  await expect(page.locator('[data-paused]')).toBeVisible();
  await failed.getByRole('button', { name: /^Try .* again$/ }).click();
  const waiting = page.locator('[data-state="waiting"]').filter({ hasText: 'messages-' });
  await expect(waiting).toContainText('Uploading is paused');
  await waiting.getByRole('button', { name: /^History of/ }).click();
  await expect(page.locator('[data-history]')).toContainText('Tried again by hand');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText(/^Verified \(/).click();
  await expect(page.locator('[data-state="verified"]')).toHaveCount(2);
  expect(app.complaints).toEqual([]);
});

test('the capture child is killed: seen in the window, and the same recording goes on', async ({
  launchSetUp,
  classroom,
}) => {
  const lab = classroom('recovery');
  const { page } = await launchSetUp(lab);
  const session = await lab.startSession('Interrupted');
  await lab.sendIn(session);
  const light = page.locator(`[data-session="${session.id}"]`);
  await expect(light.locator('[data-light="recording"]')).toBeVisible();
  const before = await snapshotOf(page);
  expect(before.pid).toBeGreaterThan(0);
  process.kill(before.pid ?? 0, 'SIGKILL');

  await expect(page.locator('[data-health="rooms"]')).toContainText('restarted 1 time');
  await expect(light.locator('[data-light="recording"]')).toBeVisible();
  await expect.poll(async () => (await snapshotOf(page)).pid).not.toBe(before.pid);
  expect((await snapshotOf(page)).recordingId).toBe(before.recordingId);
  await lab.stopSession(session);

  await page.getByRole('button', { name: 'Recordings', exact: true }).click();
  const recording = page.locator(`[data-recording="${before.recordingId ?? ''}"]`);
  await expect(recording).toContainText('verified in the bucket');
  await expect(page.locator('[data-recording]')).toHaveCount(1);
  await recording.click();
  await expect(recording).toContainText('the recorder was not running');
});

test('quitting asks while recording; the next start goes on with the same recording', async ({
  launchSetUp,
  launch,
  classroom,
}) => {
  const lab = classroom('quit');
  const app = await launchSetUp(lab);
  const { page, electron } = app;
  const session = await lab.startSession('Long day');
  await lab.sendIn(session);
  const light = `[data-session="${session.id}"] [data-light="recording"]`;
  await expect(page.locator(light)).toBeVisible();
  const { recordingId } = await snapshotOf(page);
  const sleepBlocked = await electron.evaluate(({ powerSaveBlocker }) =>
    [0, 1, 2, 3].some((id) => powerSaveBlocker.isStarted(id)),
  );
  expect(sleepBlocked).toBe(true);

  await app.answerQuestions(0);
  await electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
  await expect.poll(() => app.questions()).toHaveLength(1);
  expect((await app.questions())[0]).toContain('A session is being recorded');
  await expect(page.locator(light)).toBeVisible();

  await app.answerQuestions(1);
  const ended = electron.waitForEvent('close');
  await electron.evaluate(({ app: program }) => {
    program.quit();
  });
  await ended;

  const again = await launch({ home: app.home, args: app.args });
  await expect(again.page.locator(light)).toBeVisible();
  expect((await snapshotOf(again.page)).recordingId).toBe(recordingId);
});

test('the whole app is killed: the next start takes up the same recording by itself', async ({
  launchSetUp,
  launch,
  classroom,
}) => {
  const lab = classroom('crash');
  const app = await launchSetUp(lab);
  const session = await lab.startSession('Power cut');
  await lab.sendIn(session);
  const light = `[data-session="${session.id}"] [data-light="recording"]`;
  await expect(app.page.locator(light)).toBeVisible();
  const { recordingId } = await snapshotOf(app.page);
  await app.kill();

  const again = await launch({ home: app.home, args: app.args });
  await expect(again.page.locator(light)).toBeVisible();
  expect((await snapshotOf(again.page)).recordingId).toBe(recordingId);
  await lab.stopSession(session);
  await again.page.getByRole('button', { name: 'Recordings', exact: true }).click();
  await expect(again.page.locator('[data-recording]')).toContainText('verified in the bucket');
  await expect(again.page.locator('[data-recording]')).toHaveCount(1);
});

test('the live feed: freeze is not stop, filters, text, JSON and bytes', async ({
  launchSetUp,
  classroom,
}) => {
  const lab = classroom('feed');
  const app = await launchSetUp(lab);
  const { page } = app;
  const session = await lab.startSession('Lively');
  await lab.sendIn(session, 40);
  await page.getByRole('button', { name: 'Open Lively' }).click();
  const rows = page.getByRole('option');
  await expect(rows.filter({ hasText: 'chat' }).first()).toBeVisible();

  await page.getByRole('button', { name: 'Freeze view' }).click();
  const first = await rows.first().getAttribute('id');
  await expect(page.getByRole('button', { name: /Resume view \(\+\d\d+ new\)/ })).toBeVisible();
  expect(await rows.first().getAttribute('id')).toBe(first);
  const figure = async (name: string): Promise<number> => {
    const text = await page.locator(`[data-figure="${name}"]`).innerText();
    return Number(text.replaceAll(',', ''));
  };
  const written = await figure('written');
  await expect.poll(() => figure('written')).toBeGreaterThan(written);
  await expect.poll(() => figure('synced')).toBeGreaterThan(written);

  await page.getByRole('textbox', { name: 'Search in these messages' }).fill('"temperature"');
  await expect(rows.filter({ hasText: 'chat' })).toHaveCount(0);
  await rows.filter({ hasText: 'temperature' }).last().click();
  const message = page.getByRole('region', { name: 'Message' });
  await expect(message.getByRole('tree')).toContainText('temperature');
  await message.getByRole('tab', { name: 'Text' }).click();
  await expect(message).toContainText('"temperature":');
  await message.getByRole('tab', { name: 'Bytes' }).click();
  await expect(message).toContainText('00000000  7b 22');

  await page.getByRole('textbox', { name: 'Search in these messages' }).fill('');
  await page.getByRole('combobox', { name: 'Topic' }).click();
  await page.getByRole('option', { name: 'chat', exact: true }).click();
  await expect(page.getByRole('listbox', { name: 'Messages' }).getByText('sensors/')).toHaveCount(
    0,
  );
  await page.getByRole('button', { name: /Resume view/ }).click();
  await expect(page.getByRole('button', { name: 'Freeze view' })).toBeVisible();

  await page.getByRole('button', { name: 'Close this message' }).click();
  await page.getByRole('listbox', { name: 'Messages' }).hover();
  await page.mouse.wheel(0, -300);
  await expect(page.getByRole('button', { name: /Resume view/ })).toBeVisible();
  await app.resize(900, 600);
  await expect(page.getByRole('button', { name: /Resume view/ })).toBeVisible();
  await page.mouse.wheel(0, 100_000);
  await expect(page.getByRole('button', { name: 'Freeze view' })).toBeVisible();
  expect(app.complaints).toEqual([]);
});

interface Standing {
  readonly pid: number | null;
  readonly recordingId: string | null;
}

async function snapshotOf(page: {
  evaluate: (work: () => Promise<Standing>) => Promise<Standing>;
}): Promise<Standing> {
  return page.evaluate(async () => {
    const answer = await window.recorder.snapshot();
    if (!answer.ok) throw new Error(answer.error.message);
    const { capture, sessions } = answer.value;
    return { pid: capture.pid, recordingId: sessions[0]?.recordingId ?? null };
  });
}
