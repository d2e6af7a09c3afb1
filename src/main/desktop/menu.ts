/** The menu: the platform's own entries by their roles, and our pages. Hidden on Linux and Windows until Alt. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Place, ZoomStep } from '../../shared/ipc/desktop.ts';
import { pageShortcuts } from '../../shared/shortcuts.ts';

export interface MenuOptions {
  readonly open: (place: Place) => void;
  readonly zoom: (step: ZoomStep) => void;
}

export function menuTemplate({ open, zoom }: MenuOptions): MenuItemConstructorOptions[] {
  const go = (label: string, place: Place, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    // The window hears these keys itself, wherever the focus is.
    registerAccelerator: false,
    click: () => {
      open(place);
    },
  });
  const zoomed = (label: string, step: ZoomStep, accelerator: string) => ({
    label,
    accelerator,
    click: () => {
      zoom(step);
    },
  });
  const pages = pageShortcuts.map(({ label, page, keys }) =>
    go(
      label,
      page === 'settings' ? { page, tab: 'recording' } : { page },
      `CommandOrControl+${keys}`,
    ),
  );
  return [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        go('New session', { page: 'new-session' }, 'CommandOrControl+N'),
        go('Settings', { page: 'settings', tab: 'recording' }, 'CommandOrControl+,'),
        { type: 'separator' },
        { role: 'close' },
        { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        ...pages,
        { type: 'separator' },
        zoomed('Zoom in', 'in', 'CommandOrControl+Plus'),
        { ...zoomed('Zoom in', 'in', 'CommandOrControl+='), visible: false },
        zoomed('Zoom out', 'out', 'CommandOrControl+-'),
        zoomed('Actual size', 'reset', 'CommandOrControl+0'),
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      label: '&Help',
      role: 'help',
      submenu: [
        go('Keyboard shortcuts', { page: 'shortcuts' }, 'F1'),
        go('Log', { page: 'settings', tab: 'log' }),
        go('Diagnostics and about', { page: 'settings', tab: 'about' }),
      ],
    },
  ];
}
