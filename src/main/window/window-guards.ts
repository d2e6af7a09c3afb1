/** What no page in this app may do, whatever it contains: navigate, open windows, ask for rights. */
import { app, session, type Session, type WebContents } from 'electron';
import type { Log } from '../../shared/log.ts';
import { APP_SCHEME } from './app-page.ts';

export function guardWindows(log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    guardContents(contents, log);
  });
  guardSession(session.defaultSession, log);
}

function guardContents(contents: WebContents, log: Log): void {
  const refuse = (event: { preventDefault: () => void }, what: string): void => {
    event.preventDefault();
    log.warn('the window was kept from doing something', { what });
  };
  contents.on('will-navigate', (event) => {
    refuse(event, 'navigate');
  });
  contents.on('will-frame-navigate', (event) => {
    refuse(event, 'navigate a frame');
  });
  contents.on('will-redirect', (event) => {
    refuse(event, 'redirect');
  });
  contents.on('will-attach-webview', (event) => {
    refuse(event, 'attach a webview');
  });
  contents.setWindowOpenHandler(() => {
    log.warn('the window was kept from doing something', { what: 'open a window' });
    return { action: 'deny' };
  });
}

function guardSession(target: Session, log: Log): void {
  target.setPermissionRequestHandler((_contents, permission, answer) => {
    log.warn('the window was refused a permission', { permission });
    answer(false);
  });
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.on('will-download', (event) => {
    event.preventDefault();
  });
  // The policy of the page forbids connections; this holds even if it did not arrive.
  target.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isOurs(details.url) });
  });
}

function isOurs(address: string): boolean {
  const { protocol } = new URL(address);
  return protocol === `${APP_SCHEME}:` || protocol === 'devtools:' || protocol === 'data:';
}
