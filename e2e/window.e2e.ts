/** The window opens, sandboxed, under its policy, and asks what it needs to know. */
import { spawn } from 'node:child_process';
import { commandLines } from '../stack/command-lines.ts';
import { expect, test } from './fixtures.ts';
import { environment } from './support/recorder-app.ts';

test('a first start shows the first-run form, and says how secrets are kept', async ({
  launch,
}) => {
  const { page, complaints } = await launch();
  await expect(page.getByRole('heading', { name: 'Welcome to SyncFlow Recorder' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Your SyncFlow server' })).toBeVisible();
  await expect(page.getByText('This computer offers no keyring')).toBeVisible();

  await page.getByRole('button', { name: 'Save and start' }).click();
  await expect(page.getByText('The API secret is missing')).toBeVisible();
  await expect(page.getByLabel('Address of the SyncFlow server')).toBeFocused();
  expect(complaints).toEqual([]);
});

test('the page is sandboxed and cannot leave its policy', async ({ launch }) => {
  const { page, electron } = await launch();
  await expect(page.getByRole('heading', { name: 'Welcome to SyncFlow Recorder' })).toBeVisible();

  expect(page.url()).toBe('recorder://app/index.html');
  const globals = await page.evaluate(() => ({
    require: typeof Reflect.get(globalThis, 'require'),
    process: typeof Reflect.get(globalThis, 'process'),
    api: typeof Reflect.get(globalThis, 'recorder'),
  }));
  expect(globals).toEqual({ require: 'undefined', process: 'undefined', api: 'object' });

  const preferences = await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    // Meant for tests only, therefore not in the type declarations.
    return (
      contents as { getLastWebPreferences?: () => unknown } | undefined
    )?.getLastWebPreferences?.();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
  });

  const main = electron.process().pid ?? 0;
  const renderers = commandLines().filter(({ line }) => line.includes('--type=renderer'));
  expect(main).toBeGreaterThan(0);
  expect(renderers.length).toBeGreaterThan(0);
  for (const { line } of renderers) expect(line).not.toContain('--no-sandbox');

  const refused = await page.evaluate(async () => {
    const attempt = async (work: () => unknown): Promise<string> => {
      try {
        await work();
        return 'allowed';
      } catch (error) {
        return error instanceof Error ? error.name : 'refused';
      }
    };
    // Later, in a task of the page's own: what a debugger evaluates is exempt from the policy.
    const later = <T>(work: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        setTimeout(() => {
          try {
            resolve(work());
          } catch (error) {
            reject(error instanceof Error ? error : new Error('thrown'));
          }
        });
      });
    return {
      fetch: await attempt(() => fetch('https://example.org/')),
      markup: await attempt(() => {
        document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>';
      }),
      code: await attempt(() => later(() => Reflect.construct(Function, ['return 1']) as unknown)),
      window: window.open('https://example.org/') === null,
      notifications: await Notification.requestPermission(),
    };
  });
  expect(refused).toEqual({
    fetch: 'TypeError',
    markup: 'TypeError',
    code: 'EvalError',
    window: true,
    notifications: 'denied',
  });
  // Asked of the main process: Playwright itself waits for a navigation that never comes.
  const address = await electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const refusal = new Promise((resolve) => contents?.once('will-frame-navigate', resolve));
    void contents?.executeJavaScript("window.location.href = 'https://example.org/'");
    await refusal;
    await new Promise((resolve) => setTimeout(resolve, 500));
    return contents?.getURL();
  });
  expect(address).toBe('recorder://app/index.html');
});

test('a second start is refused and brings the first to the front', async ({
  launch,
  place,
  display,
}) => {
  const first = await launch();
  await first.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.minimize();
    BrowserWindow.getAllWindows()[0]?.hide();
  });
  // Not under Playwright, which cannot hold an app that ends while it takes hold of it.
  const second = spawn(place.starters.plain, [place.app], {
    cwd: first.home,
    env: environment(first.home, display),
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => second.once('exit', resolve));
  expect(code).toBe(0);
  await expect
    .poll(() =>
      first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()),
    )
    .toBe(true);
});
