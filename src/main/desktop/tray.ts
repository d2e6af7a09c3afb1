/** The icon in the system's tray, where the desktop has one. */
import { Menu, nativeImage, Tray, type MenuItemConstructorOptions } from 'electron';
import type { Place } from '../../shared/ipc/desktop.ts';
import type { Log } from '../../shared/log.ts';
import { strings } from '../../shared/strings/strings.ts';
import type { TrayState, TrayView } from './tray-view.ts';

const texts = strings.desktop.tray;

export interface TrayIconOptions {
  /** The drawn icon of a state. */
  readonly picture: (state: TrayState) => string;
  /** Null: only bring the window to the front. */
  readonly open: (place: Place | null) => void;
  readonly pauseUploads: (paused: boolean) => void;
  readonly quit: () => void;
  readonly log: Log;
}

export class TrayIcon {
  readonly #options: TrayIconOptions;
  readonly #tray: Tray | null;
  #shown = '';

  constructor(options: TrayIconOptions) {
    this.#options = options;
    this.#tray = makeTray(options);
    this.#tray?.on('click', () => {
      options.open(null);
    });
  }

  /** Draws only what changed: a menu that is open would close. */
  show(view: TrayView): void {
    const text = JSON.stringify(view);
    if (this.#tray === null || text === this.#shown) return;
    this.#shown = text;
    this.#tray.setImage(nativeImage.createFromPath(this.#options.picture(view.state)));
    this.#tray.setToolTip(view.tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(this.#menu(view)));
  }

  #menu({ sessions, uploadsPaused }: TrayView): MenuItemConstructorOptions[] {
    const { open, pauseUploads, quit } = this.#options;
    const none = { label: texts.nothing, enabled: false };
    return [
      {
        label: texts.open,
        click: () => {
          open(null);
        },
      },
      { type: 'separator' },
      ...(sessions.length === 0 ? [none] : []),
      ...sessions.map(({ sessionId, label }) => ({
        label,
        click: () => {
          open({ page: 'session', sessionId });
        },
      })),
      { type: 'separator' },
      {
        label: texts.pauseUploads,
        type: 'checkbox',
        checked: uploadsPaused === true,
        enabled: uploadsPaused !== null,
        click: ({ checked }) => {
          pauseUploads(checked);
        },
      },
      { type: 'separator' },
      { label: texts.quit, click: quit },
    ];
  }
}

function makeTray({ picture, log }: TrayIconOptions): Tray | null {
  try {
    return new Tray(nativeImage.createFromPath(picture('idle')));
  } catch (error) {
    log.info('there is no tray on this system', { error: String(error) });
    return null;
  }
}
