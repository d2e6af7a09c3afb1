/** Asks where a file goes. It is not overwritten whatever the dialog was told: names get numbers. */
import { join } from 'node:path';
import { app, dialog, type BrowserWindow } from 'electron';

interface SaveQuestion {
  readonly title: string;
  /** The proposed name. */
  readonly name: string;
  readonly buttonLabel: string;
}

/** @returns An absolute path; null when nobody chose one. */
export async function chooseSavePath(
  window: BrowserWindow | null,
  { title, name, buttonLabel }: SaveQuestion,
): Promise<string | null> {
  const options = {
    ...{ title, buttonLabel, defaultPath: join(app.getPath('documents'), name) },
    properties: ['createDirectory' as const],
  };
  const answer = await (window === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  return answer.canceled || answer.filePath === '' ? null : answer.filePath;
}
