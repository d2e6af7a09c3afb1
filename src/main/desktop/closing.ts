/**
 * The window's close button. Nothing is recorded: it quits. While something is recorded the window goes
 * to the tray, which is said once; where no tray shows it, it is asked and minimised, never lost.
 */
import { app, dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { Log } from '../../shared/log.ts';
import { strings } from '../../shared/strings/strings.ts';
import type { Quit } from '../quit.ts';
import { hasTrayHost } from './tray-host.ts';

const texts = strings.desktop.closing;

export interface ClosingOptions {
  readonly quit: Quit;
  readonly openSessions: () => number;
  /** Whether it was said already that the window goes to the tray. */
  readonly wasSaid: () => boolean;
  readonly said: () => void;
  readonly log: Log;
}

export function watchClosing(window: BrowserWindow, options: ClosingOptions): void {
  let asking = false;
  window.on('close', (event) => {
    if (options.quit.done) return;
    event.preventDefault();
    if (options.openSessions() === 0) {
      app.quit();
      return;
    }
    if (asking) return;
    asking = true;
    void whileRecording(window, options).finally(() => {
      asking = false;
    });
  });
}

async function whileRecording(window: BrowserWindow, options: ClosingOptions): Promise<void> {
  const tray = await hasTrayHost();
  if (window.isDestroyed()) return;
  if (tray && options.wasSaid()) {
    hide(window, options.log);
    return;
  }
  const { response } = await dialog.showMessageBox(window, question(tray));
  if (response === 2) {
    options.quit.withoutAsking();
  } else if (response === 0 && tray) {
    options.said();
    hide(window, options.log);
  } else if (response === 0) {
    options.log.info('the window is minimised, recording goes on');
    window.minimize();
  }
}

function hide(window: BrowserWindow, log: Log): void {
  log.info('the window is hidden, recording goes on');
  window.hide();
}

function question(tray: boolean): MessageBoxOptions {
  return {
    type: 'info',
    title: strings.shell.appName,
    message: texts.recording,
    detail: tray ? texts.withTray : texts.withoutTray,
    buttons: [tray ? texts.hide : texts.minimise, texts.keepOpen, texts.stopAndQuit],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  };
}
