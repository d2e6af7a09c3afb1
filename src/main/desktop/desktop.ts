/** The app on the desktop: menu, tray, notifications, zoom, start at login; see the files beside this one. */
import { app, Menu, Notification, type BrowserWindow } from 'electron';
import type { DesktopView, NoticeSwitches, Place, ZoomStep } from '../../shared/ipc/desktop.ts';
import type { WindowSnapshot } from '../../shared/ipc/views.ts';
import type { Log } from '../../shared/log.ts';
import type { Quit } from '../quit.ts';
import type { DesktopSettings } from '../settings/settings-schema.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { bringToFront } from '../window/main-window.ts';
import { watchClosing } from './closing.ts';
import { launchesAtLogin, setLaunchAtLogin } from './login-item.ts';
import { menuTemplate } from './menu.ts';
import type { FailedUpload } from './notices.ts';
import { Notifier } from './notifier.ts';
import { TrayIcon } from './tray.ts';
import { trayView, type TrayState } from './tray-view.ts';
import { keepZoom, nextZoom, zoomPercent } from './zoom.ts';

export interface DesktopOptions {
  readonly settings: SettingsStore;
  readonly picture: (state: TrayState) => string;
  readonly failedUploads: () => readonly FailedUpload[];
  readonly pauseUploads: (paused: boolean) => void;
  readonly openSessions: () => number;
  /** Tells the window which page to show. */
  readonly go: (place: Place) => void;
  readonly log: Log;
}

export class Desktop {
  readonly #options: DesktopOptions;
  readonly #tray: TrayIcon;
  readonly #notifier: Notifier;
  #window: BrowserWindow | null = null;

  constructor(options: DesktopOptions) {
    this.#options = options;
    const { settings, picture, failedUploads, pauseUploads, log } = options;
    const open = (place: Place | null): void => {
      this.open(place);
    };
    const quit = (): void => {
      app.quit();
    };
    this.#tray = new TrayIcon({ picture, open, pauseUploads, quit, log });
    const switches = (): NoticeSwitches => settings.current.desktop.notices;
    this.#notifier = new Notifier({ switches, failedUploads, open, log });
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          open,
          zoom: (step) => {
            this.zoom(step);
          },
        }),
      ),
    );
  }

  /** From now on this is the window. */
  take(window: BrowserWindow, quit: Quit): void {
    this.#window = window;
    const { settings, openSessions, log } = this.#options;
    keepZoom(window, () => settings.current.desktop.zoom);
    watchClosing(window, {
      ...{ quit, openSessions, log },
      wasSaid: () => settings.current.desktop.saidCloseHides,
      said: () => {
        this.#update({ saidCloseHides: true });
      },
    });
  }

  /** Brings the window to the front, on this page. Null: the page that it shows. */
  open(place: Place | null): void {
    if (this.#window === null || this.#window.isDestroyed()) return;
    bringToFront(this.#window);
    if (place !== null) this.#options.go(place);
  }

  changed(snapshot: WindowSnapshot): void {
    const notices = this.#notifier.update(snapshot);
    const titles = notices.map(({ title }) => title);
    this.#tray.show(trayView(snapshot, titles, Date.now()));
  }

  zoom(step: ZoomStep): void {
    const zoom = nextZoom(this.#options.settings.current.desktop.zoom, step);
    this.#update({ zoom });
    if (this.#window?.isDestroyed() === false) this.#window.webContents.setZoomLevel(zoom);
  }

  view(): DesktopView {
    const { notices, zoom } = this.#options.settings.current.desktop;
    return {
      notices,
      noticesSupported: Notification.isSupported(),
      launchAtLogin: launchesAtLogin(),
      zoomPercent: zoomPercent(zoom),
    };
  }

  setNotices(notices: NoticeSwitches): void {
    this.#update({ notices });
  }

  setLaunchAtLogin(wanted: boolean): void {
    setLaunchAtLogin(wanted);
    this.#options.log.info('start at login was changed', { wanted });
  }

  #update(change: Partial<DesktopSettings>): void {
    const { settings } = this.#options;
    settings.update({ desktop: { ...settings.current.desktop, ...change } });
  }
}
