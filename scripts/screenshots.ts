/**
 * `npm run screenshots`: every page of the built app with real data, in light and dark, at 1280×800 and
 * 900×600, into docs/screenshots. Uses the stack of the tests and the demo's devices.
 * `npm run screenshots -- check`: those of the page Check alone; `-- session`: those of Home and a session;
 * `-- recordings`: all but these.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareAppPlace, type AppPlace } from '../e2e/support/app-place.ts';
import { startDisplay, type Display } from '../e2e/support/display.ts';
import { RecorderApp } from '../e2e/support/recorder-app.ts';
import { SyncFlowApi } from '../stack/devices/syncflow-api.ts';
import { DemoSessions } from '../stack/demo/demo-sessions.ts';
import { projectRoot } from './setup.mjs';
import { startStack, type Stack } from '../stack/stack.ts';

const folder = join(projectRoot, 'docs', 'screenshots');
const sizes = [
  { width: 1280, height: 800 },
  { width: 900, height: 600 },
] as const;

async function shoot({ page, electron }: RecorderApp, name: string): Promise<void> {
  for (const size of sizes) {
    await electron.evaluate(({ BrowserWindow }, { width, height }) => {
      BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
    }, size);
    for (const scheme of ['light', 'dark'] as const) {
      await page.evaluate((wanted) => window.recorder.setColourScheme(wanted), scheme);
      await page.mouse.move(2, 2);
      // Time for the window manager that is not there, and for transitions.
      await sleep(700);
      const path = join(folder, `${name}-${scheme}-${size.width}x${size.height}.png`);
      await page.screenshot({ path });
    }
  }
  console.log(`screenshots  ${name}`);
}

/** One that is registered in a group and never comes, as happens. */
async function missingDevice({ project, standIn }: Stack): Promise<void> {
  const api = new SyncFlowApi({
    syncflowUrl: standIn.url,
    projectId: project.id,
    apiKey: project.key,
    apiSecret: project.secret,
  });
  await api.ensureRegistered('wristband-2', 'lab-a');
}

/** A session that runs, from Home: watched, noted, its capture broken off once, a field plotted. */
async function shootSession(app: RecorderApp): Promise<void> {
  const { page } = app;
  await page.getByRole('button', { name: 'Open Morning class' }).click();
  await page.getByRole('tab', { name: 'Who is there' }).click();
  await page.getByRole('button', { name: 'Expected groups' }).click();
  const group = page.getByRole('checkbox', { name: 'lab-a' });
  await group.waitFor();
  // It shows what the recorder says, which takes a moment: `check` would not wait for it.
  if (!(await group.isChecked())) await group.click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  await page.locator('[data-need="missing"]').waitFor({ timeout: 60_000 });
  await shoot(app, 'home');

  await page.getByRole('button', { name: 'Open Morning class' }).click();
  await sleep(4000);
  await shoot(app, 'session');
  await page.keyboard.press('1');
  await page.locator('[data-note-said="synced"]').waitFor();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: /^Note for/ }).fill('Two groups have changed places');
  await shoot(app, 'session-note');
  await page.keyboard.press('Enter');
  await page.locator('[data-note-said="synced"]').waitFor();
  await page.getByRole('option').filter({ hasText: '{' }).nth(4).click();
  await sleep(1500);
  await shoot(app, 'session-message');

  const { pid } = await page.evaluate(async () => {
    const answer = await window.recorder.snapshot();
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value.capture;
  });
  if (pid !== null) process.kill(pid, 'SIGKILL');
  await page.getByRole('tab', { name: 'Plot' }).click();
  await page.getByRole('combobox', { name: 'Field with numbers' }).fill('temperature');
  await page.getByRole('option', { name: 'temperature', exact: true }).click();
  await page.locator('[data-plotted]').first().waitFor({ timeout: 60_000 });
  await sleep(15_000);
  await shoot(app, 'session-plot');
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await page.locator('[data-event="gap"]').first().waitFor({ timeout: 60_000 });
  await shoot(app, 'session-timeline');
  await page.locator('[data-event="note"]').first().click();
  await page.locator('[data-history="true"]').waitFor();
  await shoot(app, 'session-history');
  await page.getByRole('tab', { name: 'Notes' }).click();
  await page.locator('[data-note]').first().waitFor();
  await shoot(app, 'session-notes');

  await page.getByRole('tab', { name: 'Who is there' }).click();
  await page.getByRole('button', { name: 'Ping' }).click();
  await page.locator('[data-ping-outcome]').waitFor({ timeout: 60_000 });
  await shoot(app, 'session-devices');
}

/** Two projects: one whose uploads work, one whose bucket key is wrong, as happens. */
async function shootAll(app: RecorderApp, stack: Stack, demo: DemoSessions, envFile: string) {
  const { page } = app;
  const isWhole = process.argv[2] !== 'session';
  await page.getByRole('heading', { name: 'Welcome to SyncFlow Recorder' }).waitFor();
  if (isWhole) await shoot(app, 'first-run-form');

  await page.getByRole('tab', { name: 'Import a .env file' }).click();
  await app.answerOpenDialog(envFile);
  await page.getByRole('button', { name: 'Choose the .env file…' }).click();
  await page.getByText('Goes to').waitFor();
  if (isWhole) await shoot(app, 'first-run-import');
  await page.getByRole('button', { name: 'Import and start' }).click();
  await page.getByRole('button', { name: 'Delete the file' }).click();

  await page.getByRole('button', { name: 'New session' }).waitFor();
  await missingDevice(stack);
  await demo.start();
  const [, second] = stack.projects;
  const failing = await second?.createSession({ name: 'Pilot study' });
  await page.locator('[data-light="recording"]').nth(2).waitFor({ timeout: 60_000 });
  await sleep(20_000);
  if (process.argv[2] !== 'recordings') await shootSession(app);
  if (!isWhole) return;

  await page.getByRole('button', { name: 'Devices', exact: true }).click();
  await page.locator('[data-device]').first().waitFor();
  await shoot(app, 'devices');
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  await page.getByRole('button', { name: 'New session' }).click();
  await page.getByRole('checkbox', { name: 'lab-a' }).check();
  await shoot(app, 'new-session');

  await demo.stop();
  if (failing !== undefined) await second?.stopSession(failing.id);
  await page.getByRole('button', { name: /^Uploads/ }).click();
  await page.locator('[data-state="failed"]').first().waitFor({ timeout: 60_000 });
  await shoot(app, 'uploads');

  await page.getByRole('button', { name: 'Recordings', exact: true }).click();
  await page.locator('[data-recording]').first().waitFor({ timeout: 60_000 });
  await shoot(app, 'recordings');
  await page.getByRole('option', { name: /Morning class/ }).click();
  await page.getByRole('button', { name: 'Check the files again' }).click();
  await page.getByText('Every file was read again').waitFor();
  await shoot(app, 'recording');
  await page.getByRole('tab', { name: /^Messages/ }).click();
  await page.getByLabel('Search in this recording').fill('temperature');
  await page.locator('[data-reading="done"]').waitFor();
  await page.locator('[data-kind="data"]').first().click();
  await page.getByRole('region', { name: 'Message' }).waitFor();
  await shoot(app, 'recording-messages');
  await page.getByRole('button', { name: 'Export…' }).click();
  await page.getByRole('dialog').waitFor();
  await shoot(app, 'recording-export');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('heading', { name: 'Your SyncFlow server' }).waitFor();
  await shoot(app, 'settings');
  await page.getByRole('button', { name: /^Advanced/ }).click();
  await page.getByText('Look for recordings left open every').scrollIntoViewIfNeeded();
  await shoot(app, 'settings-advanced');
  await page.getByRole('button', { name: 'Add a LiveKit server without SyncFlow' }).click();
  await page.getByLabel('Address of the LiveKit server').fill('ws://10.0.0.7:7880');
  await page.getByLabel('Rooms to record').scrollIntoViewIfNeeded();
  await shoot(app, 'settings-livekit');
}

interface Stage {
  readonly place: AppPlace;
  readonly display: Display;
  readonly stack: Stack;
}

/** @param name For a set-up in which a key is wrong, and for one in which all is ready. */
async function shootCheck(
  { place, display, stack }: Stage,
  name: 'check' | 'check-failing',
): Promise<void> {
  const isFailing = name === 'check-failing';
  const home = place.makeHome();
  const envFile = join(home, 'recorder.env');
  const wrong = { PROJECTS__1__S3_CONFIG__SECRET_KEY: 'mistyped-secret-key' };
  writeFileSync(envFile, lines({ ...stack.env(), ...(isFailing ? wrong : {}) }), { mode: 0o600 });
  place.give(envFile);
  const args = ['--env-file', envFile, '--data', join(home, 'recordings')];
  const app = await RecorderApp.launch({ place, display, home, args });
  try {
    const { page } = app;
    await page.getByRole('button', { name: 'Check that everything is ready' }).click();
    if (isFailing) await shoot(app, 'check-first');
    await page.getByRole('button', { name: 'Check everything' }).click();
    await page.locator('[data-verdict]').waitFor({ timeout: 60_000 });
    await shoot(app, name);
    if (isFailing) return;
    await page.getByRole('button', { name: 'Try a test session…' }).click();
    await shoot(app, 'check-asked');
    await page.getByRole('button', { name: 'Start test session' }).click();
    await page.locator('[data-left]').waitFor({ timeout: 90_000 });
    await page.locator('[data-left]').scrollIntoViewIfNeeded();
    await shoot(app, 'check-round-trip');
  } finally {
    await app.close();
  }
}

function lines(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** The demo's morning: two projects, one of which cannot upload. */
async function shootPages({ place, display, stack }: Stage, demo: DemoSessions): Promise<void> {
  const app = await RecorderApp.launch({ place, display, keyring: true });
  const settings = {
    ...stack.env(),
    RECORDER_DATA_DIR: app.dataFolder,
    PROJECTS__1__S3_CONFIG__SECRET_KEY: 'mistyped-secret-key',
    RECORDER_POLL_SECONDS: '2',
  };
  const envFile = app.write(place, 'recorder.env', lines(settings));
  try {
    await shootAll(app, stack, demo, envFile);
  } finally {
    await app.close();
  }
}

mkdirSync(folder, { recursive: true });
const display = await startDisplay();
const place = await prepareAppPlace(projectRoot);
const stack = await startStack({ projects: ['Learning lab', 'Pilot'] });
const demo = new DemoSessions(stack);
try {
  const stage = { place, display, stack };
  if (process.argv[2] !== 'check') await shootPages(stage, demo);
  if (process.argv[2] === undefined || process.argv[2] === 'check') {
    await shootCheck(stage, 'check-failing');
    await shootCheck(stage, 'check');
  }
} finally {
  await demo.stop();
  await stack.stop();
  place.remove();
  await display.stop();
}
