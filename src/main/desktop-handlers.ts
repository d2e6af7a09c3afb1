/** What the window's calls about the desktop do. */
import type { Desktop } from './desktop/desktop.ts';
import { readLogPage } from './desktop/log-lines.ts';
import type { Handlers } from './ipc/answer-call.ts';

type DesktopHandlers = {
  readonly [C in keyof Handlers as C extends `desktop:${string}` ? C : never]: Handlers[C];
};

export interface DesktopHandlerParts {
  readonly desktop: Desktop;
  readonly logFile: string;
}

export function desktopHandlers({ desktop, logFile }: DesktopHandlerParts): DesktopHandlers {
  return {
    'desktop:view': () => desktop.view(),
    'desktop:set-notices': (notices) => {
      desktop.setNotices(notices);
    },
    'desktop:set-launch-at-login': (wanted) => {
      desktop.setLaunchAtLogin(wanted);
    },
    'desktop:zoom': (step) => {
      desktop.zoom(step);
    },
    'desktop:log': () => readLogPage(logFile),
  };
}
