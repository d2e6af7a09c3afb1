/** The one window: made, remembered where it stood, made anew when its renderer died. */
import { BrowserWindow, screen } from 'electron';
import type { Log } from '../../shared/log.ts';
import { strings } from '../../shared/strings/strings.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { WindowPlace } from '../settings/settings-schema.ts';
import { APP_PAGE } from './app-page.ts';

export interface MainWindowOptions {
  readonly preload: string;
  readonly icon: string;
  readonly settings: SettingsStore;
  readonly minimised: boolean;
  readonly log: Log;
}

const MINIMUM = { width: 720, height: 480 };

export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const place = options.settings.current.window;
  const window = new BrowserWindow({
    title: strings.shell.appName,
    icon: options.icon,
    ...boundsOnScreen(place),
    minWidth: MINIMUM.width,
    minHeight: MINIMUM.height,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      // The feed goes on while the window is covered; a frozen page would only pile up batches.
      backgroundThrottling: false,
    },
  });
  if (place?.maximised === true) window.maximize();
  window.once('ready-to-show', () => {
    if (options.minimised) window.minimize();
    else window.show();
  });
  rememberPlace(window, options.settings);
  reviveRenderer(window, options.log);
  void window.loadURL(APP_PAGE);
  return window;
}

/** Shows it, wherever it is: another start of the app asks for this. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** A window that would stand outside every screen (one was unplugged) is placed anew. */
function boundsOnScreen(place: WindowPlace | null): Partial<WindowPlace['bounds']> {
  const fallback = { width: 1280, height: 800 };
  if (place === null) return fallback;
  const { bounds } = place;
  const visible = screen.getAllDisplays().some(({ workArea }) => {
    const insideX = bounds.x < workArea.x + workArea.width && bounds.x + bounds.width > workArea.x;
    return insideX && bounds.y >= workArea.y && bounds.y < workArea.y + workArea.height;
  });
  return visible ? bounds : { width: bounds.width, height: bounds.height };
}

function rememberPlace(window: BrowserWindow, settings: SettingsStore): void {
  let timer: NodeJS.Timeout | null = null;
  const save = (): void => {
    timer = null;
    if (window.isDestroyed()) return;
    settings.update({
      window: { bounds: window.getNormalBounds(), maximised: window.isMaximized() },
    });
  };
  const soon = (): void => {
    timer ??= setTimeout(save, 500);
  };
  window.on('resize', soon);
  window.on('move', soon);
  window.on('close', () => {
    if (timer !== null) clearTimeout(timer);
    save();
  });
}

/** The recorder runs on without its window; the window comes back by itself, but not in a circle. */
function reviveRenderer(window: BrowserWindow, log: Log): void {
  let lastAt = 0;
  window.webContents.on('render-process-gone', (_event, details) => {
    log.error('the window process ended', { reason: details.reason, exitCode: details.exitCode });
    if (details.reason === 'clean-exit' || Date.now() - lastAt < 5000) return;
    lastAt = Date.now();
    if (!window.isDestroyed()) window.webContents.reload();
  });
  window.webContents.on('preload-error', (_event, _path, error) => {
    log.error('the preload failed', { error: error.message });
  });
}
