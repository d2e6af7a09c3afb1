/** The menu: the platform's own entries by their roles, and our pages. Hidden on Linux and Windows until Alt. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Place, ZoomStep } from '../../shared/ipc/desktop.ts';
import { pageShortcuts } from '../../shared/shortcuts.ts';
import { strings } from '../../shared/strings/strings.ts';

const texts = strings.desktop.menu;

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
    go(label, page === 'settings' ? { page, tab: 'recording' } : { page }, withCommand(keys)),
  );
  return [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: texts.file,
      submenu: [
        go(texts.newSession, { page: 'new-session' }, withCommand('N')),
        go(texts.settings, { page: 'settings', tab: 'recording' }, withCommand(',')),
        { type: 'separator' },
        { role: 'close' },
        { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: texts.view,
      submenu: [
        ...pages,
        { type: 'separator' },
        zoomed(texts.zoomIn, 'in', withCommand('Plus')),
        { ...zoomed(texts.zoomIn, 'in', withCommand('=')), visible: false },
        zoomed(texts.zoomOut, 'out', withCommand('-')),
        zoomed(texts.actualSize, 'reset', withCommand('0')),
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      label: texts.help,
      role: 'help',
      submenu: [
        go(texts.shortcuts, { page: 'shortcuts' }, 'F1'),
        go(texts.log, { page: 'settings', tab: 'log' }),
        go(texts.about, { page: 'settings', tab: 'about' }),
      ],
    },
  ];
}

/** With Ctrl, or Command on a Mac. */
function withCommand(key: string): string {
  return ['CommandOrControl', key].join('+');
}
