/** electron-updater behind our small port. Loaded only where it can do anything. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import type { Log } from '../../shared/log.ts';
import type { UpdateSource } from './update-watch.ts';

/**
 * Null unless the app is packaged, its package names a place to look at (`app-update.yml`, which
 * electron-builder writes when it is given one), and it is in a format that replaces itself: on Linux an
 * AppImage. A Debian package is upgraded by apt alone.
 */
export async function systemUpdates(log: Log): Promise<UpdateSource | null> {
  if (!app.isPackaged || !existsSync(join(process.resourcesPath, 'app-update.yml'))) return null;
  if (process.platform === 'linux' && process.env['APPIMAGE'] === undefined) return null;
  const { default: updater } = await import('electron-updater');
  const { autoUpdater, CancellationToken } = updater;
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = true;
  autoUpdater.allowDowngrade = false;
  autoUpdater.logger = null;
  autoUpdater.on('error', (error) => {
    log.debug('the updater complains', { error: error.message });
  });
  return {
    find: async () => {
      const found = await autoUpdater.checkForUpdates();
      return found?.isUpdateAvailable === true ? found.updateInfo.version : null;
    },
    fetch: async (signal) => {
      const token = new CancellationToken();
      const end = (): void => {
        token.cancel();
      };
      signal.addEventListener('abort', end, { once: true });
      try {
        signal.throwIfAborted();
        await autoUpdater.downloadUpdate(token);
      } finally {
        signal.removeEventListener('abort', end);
      }
    },
    installAtEnd: (wanted) => {
      autoUpdater.autoInstallOnAppQuit = wanted;
    },
  };
}
