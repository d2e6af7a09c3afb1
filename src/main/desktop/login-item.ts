/** Start with the computer: the system's own list, or on Linux a file of the desktop's autostart folder. */
import { app } from 'electron';
import { autostartFile, hasAutostart, setAutostart } from './autostart.ts';

/** The window starts minimised: nobody asked to see it. */
export const MINIMISED_FLAG = '--minimised';

export function launchesAtLogin(): boolean {
  if (process.platform === 'linux') return hasAutostart(ownFile());
  return app.getLoginItemSettings({ args: [MINIMISED_FLAG] }).openAtLogin;
}

export function setLaunchAtLogin(wanted: boolean): void {
  if (process.platform === 'linux') setAutostart(ownFile(), wanted ? ownCommand() : null);
  else app.setLoginItemSettings({ openAtLogin: wanted, args: [MINIMISED_FLAG] });
}

const ownFile = (): string => autostartFile(app.getPath('appData'));

/** An AppImage runs from a folder that is gone after it: its own file is started then. */
function ownCommand(): string[] {
  const image = process.env['APPIMAGE'];
  const program = image === undefined || image === '' ? process.execPath : image;
  return [program, ...(app.isPackaged ? [] : [app.getAppPath()]), MINIMISED_FLAG];
}
