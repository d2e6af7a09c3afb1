/** The window opens and asks what it needs to know; one app runs at a time. */
import { spawn } from 'node:child_process';
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
