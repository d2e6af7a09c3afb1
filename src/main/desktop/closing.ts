/**
 * The window's close button. Nothing is recorded: it quits. While something is recorded the window goes
 * to the tray, which is said once; where no tray shows it, it is asked and minimised, never lost.
 */
import { app, dialog, type BrowserWindow, type MessageBoxOptions } from 'electron';
import type { Log } from '../../shared/log.ts';
import type { Quit } from '../quit.ts';
import { hasTrayHost } from './tray-host.ts';

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
    title: 'SyncFlow Recorder',
    message: 'A session is being recorded.',
    detail: tray
      ? 'Recording goes on without this window. The icon in the tray opens it again, and quits. ' +
        'From now on closing the window while recording does this without a question.'
      : 'Recording goes on without this window. This desktop shows no tray icons, so the window can be ' +
        'minimised and stays within reach.',
    buttons: [
      tray ? 'Hide the window' : 'Minimise the window',
      'Keep it open',
      'Stop recording and quit',
    ],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  };
}
