/** The app on the desktop: closing while recording, tray, menu, keys, zoom, start at login. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import type { RecorderApp } from './support/recorder-app.ts';

/** Keeps the tray's menu within reach of `clickInTray`. */
async function watchTray({ electron }: RecorderApp): Promise<void> {
  await electron.evaluate(({ Tray }) => {
    const set = Reflect.get(Tray.prototype, 'setContextMenu') as (menu: unknown) => void;
    Reflect.set(
      Tray.prototype,
      'setContextMenu',
      function setContextMenu(this: unknown, menu: unknown) {
        Reflect.set(globalThis, 'trayMenu', menu);
        set.call(this, menu);
      },
    );
  });
}

interface MenuLike {
  readonly items: readonly { readonly label: string; readonly click: () => void }[];
}

async function trayLabels({ electron }: RecorderApp): Promise<string[]> {
  return electron.evaluate(() => {
    const menu = Reflect.get(globalThis, 'trayMenu') as MenuLike | undefined;
    return menu?.items.map(({ label }) => label).filter((label) => label !== '') ?? [];
  });
}

async function clickInTray({ electron }: RecorderApp, label: string): Promise<void> {
  await electron.evaluate((_electron, wanted) => {
    const menu = Reflect.get(globalThis, 'trayMenu') as MenuLike;
    menu.items.find((item) => item.label.startsWith(wanted))?.click();
  }, label);
}

const closeWindow = ({ electron }: RecorderApp): Promise<void> =>
  electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });

const isVisible = ({ electron }: RecorderApp): Promise<boolean | undefined> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());

const logOf = (app: RecorderApp): string =>
  readFileSync(join(app.userData, 'logs', 'main.log'), 'utf8');

test('closing while recording never loses the window; tray, menu, keys and start at login', async ({
  launchSetUp,
  launch,
  classroom,
  place,
}) => {
  const lab = classroom('desktop');
  const home = place.makeHome();
  // The one question that the app asks of the desktop; the virtual screen has no tray to answer.
  const programs = join(place.folder, 'programs');
  const hasTray = join(home, 'has-tray');
  mkdirSync(programs);
  const answer = `#!/bin/sh\ncase "$*" in *StatusNotifierWatcher*) test -e '${hasTray}' && echo 'variant boolean true';; esac\n`;
  writeFileSync(join(programs, 'dbus-send'), answer, { mode: 0o755 });
  const app = await launchSetUp(lab, { home, programs });
  const { page, electron } = app;
  await watchTray(app);
  const session = await lab.startSession('Long class');
  await lab.sendIn(session);
  const light = page.locator(`[data-session="${session.id}"] [data-light="recording"]`);
  await expect(light).toBeVisible();

  // Without a tray: asked, and minimised.
  await app.answerQuestions(0);
  await closeWindow(app);
  await expect.poll(() => app.questions()).toHaveLength(1);
  expect((await app.questions())[0]).toContain('Minimise the window');
  await expect.poll(() => logOf(app)).toContain('the window is minimised');

  // With one: said once, then hidden without a question, and brought back.
  writeFileSync(hasTray, '');
  await app.answerQuestions(0);
  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toBe(false);
  expect((await app.questions())[0]).toContain('Hide the window');
  await expect.poll(() => trayLabels(app)).toContain('Long class: recording');
  await clickInTray(app, 'Open SyncFlow Recorder');
  await expect.poll(() => isVisible(app)).toBe(true);
  await closeWindow(app);
  await expect.poll(() => isVisible(app)).toBe(false);
  expect(await app.questions()).toHaveLength(1);

  // The tray's other entries.
  await clickInTray(app, 'Long class');
  await expect.poll(() => isVisible(app)).toBe(true);
  await expect(page.getByRole('heading', { name: 'Long class' })).toBeVisible();
  await clickInTray(app, 'Pause uploads');
  const pausedAt = (): Promise<number | null> =>
    page.evaluate(async () => {
      const answer = await window.recorder.snapshot();
      return answer.ok ? answer.value.uploading.pausedAt : null;
    });
  await expect.poll(pausedAt).not.toBeNull();

  // Keys, and the platform's menu.
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Notifications' }).click();
  await page.getByRole('switch', { name: 'The disk is nearly full' }).uncheck();
  await page.getByRole('switch', { name: /Start the recorder when I log in/ }).check();
  const entry = join(home, 'config', 'autostart', 'syncflow-recorder.desktop');
  await expect.poll(() => existsSync(entry)).toBe(true);
  expect(readFileSync(entry, 'utf8')).toContain('--minimised');
  await page.getByRole('switch', { name: /Start the recorder when I log in/ }).uncheck();
  await expect.poll(() => existsSync(entry)).toBe(false);
  const menu = await electron.evaluate(({ Menu }) => {
    const top = Menu.getApplicationMenu();
    top?.items
      .find(({ label }) => label === '&View')
      ?.submenu?.items.find(({ label }) => label === 'Zoom in')
      ?.click();
    return top?.items.map(({ label }) => label);
  });
  expect(menu).toEqual(['&File', 'Edit', '&View', 'Window', '&Help']);
  await page.getByRole('tab', { name: 'Appearance' }).click();
  await expect(page.locator('[data-zoom]')).toHaveText('110 %');
  await page.getByRole('tab', { name: 'Log' }).click();
  await page.getByRole('textbox', { name: 'Search in the log' }).fill('the window is hidden');
  await expect(page.locator('[data-log="info"]')).toHaveCount(2);
  expect(app.complaints).toEqual([]);
  await app.close();

  // What was said, chosen and enlarged is kept.
  const again = await launch({ home, args: [...app.args], programs });
  await expect(again.page.locator(`[data-session="${session.id}"]`)).toBeVisible();
  const kept = await again.page.evaluate(async () => {
    const answer = await window.recorder.desktop();
    return answer.ok ? [answer.value.zoomPercent, answer.value.notices.disk] : null;
  });
  expect(kept).toEqual([110, false]);
  await again.answerQuestions(0);
  await expect
    .poll(() => again.page.locator(`[data-session="${session.id}"] [data-light]`).textContent())
    .toContain('Recording');
  await closeWindow(again);
  await expect.poll(() => isVisible(again)).toBe(false);
  expect(await again.questions()).toEqual([]);
});
