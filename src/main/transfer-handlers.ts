/** What the window's calls about files for elsewhere do: settings, and diagnostics. */
import { dialog, type BrowserWindow, type SaveDialogOptions } from 'electron';
import { strings } from '../shared/strings/strings.ts';
import type { Diagnostics } from './desktop/diagnostics.ts';
import type { Handlers } from './ipc/answer-call.ts';
import type { RecorderHost } from './recorder/recorder-host.ts';
import type { SettingsTransfer } from './setup/settings-transfer.ts';

const texts = strings.desktop.dialogs;

type TransferHandlers = {
  readonly [C in keyof Handlers as C extends `transfer:${string}` ? C : never]: Handlers[C];
};

export interface TransferHandlerParts {
  readonly window: () => BrowserWindow | null;
  readonly transfer: SettingsTransfer;
  readonly diagnostics: Diagnostics;
  readonly host: RecorderHost;
}

const today = (): string => new Date().toISOString().slice(0, 10);

export function transferHandlers(parts: TransferHandlerParts): TransferHandlers {
  const { window, transfer, diagnostics, host } = parts;
  return {
    'transfer:export': async () => {
      const path = await saveAs(window(), {
        defaultPath: `syncflow-recorder-settings-${today()}.json`,
        filters: [{ name: texts.settingsFiles, extensions: ['json'] }],
      });
      if (path !== null) await transfer.export(path);
      return path;
    },
    'transfer:choose': async () => {
      const options = {
        properties: ['openFile' as const],
        filters: [{ name: texts.settingsFiles, extensions: ['json'] }],
      };
      const parent = window();
      const { filePaths } = await (parent === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options));
      const [path] = filePaths;
      return path === undefined ? null : transfer.preview(path);
    },
    'transfer:import': async (importId) => {
      await transfer.take(importId);
      await host.restart();
    },
    'transfer:diagnostics': () => diagnostics.preview(),
    'transfer:save-diagnostics': async (previewId) => {
      const path = await saveAs(window(), {
        defaultPath: `syncflow-recorder-diagnostics-${today()}.zip`,
        filters: [{ name: texts.zipFiles, extensions: ['zip'] }],
      });
      if (path !== null) await diagnostics.save(previewId, path);
      return path;
    },
  };
}

async function saveAs(
  parent: BrowserWindow | null,
  options: SaveDialogOptions,
): Promise<string | null> {
  const answer = await (parent === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(parent, options));
  return answer.canceled || answer.filePath === '' ? null : answer.filePath;
}
