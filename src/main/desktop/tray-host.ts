/** Whether the desktop shows tray icons just now: a window must not be hidden where nothing brings it back. */
import { execFile } from 'node:child_process';

const LIMIT_MS = 2000;

/**
 * Linux: asks the desktop's StatusNotifierWatcher, which GNOME has only with an extension; it can come and
 * go, so it is asked each time. No answer is a no.
 */
export async function hasTrayHost(): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const answer = await ask([
    '--session',
    '--print-reply',
    `--reply-timeout=${LIMIT_MS}`,
    '--dest=org.kde.StatusNotifierWatcher',
    '/StatusNotifierWatcher',
    'org.freedesktop.DBus.Properties.Get',
    'string:org.kde.StatusNotifierWatcher',
    'string:IsStatusNotifierHostRegistered',
  ]);
  return /\bboolean true\b/.test(answer);
}

function ask(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('dbus-send', [...args], { timeout: LIMIT_MS * 2 }, (error, stdout) => {
      resolve(error === null ? stdout : '');
    });
  });
}
