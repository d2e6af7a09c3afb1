import { shell } from 'electron';
import { RecorderError } from '../shared/errors.ts';

/** In the system's file manager. @throws RecorderError `config-unreadable` */
export async function openFolder(path: string): Promise<void> {
  const problem = await shell.openPath(path);
  if (problem !== '') throw new RecorderError('config-unreadable', `${path}: ${problem}`);
}
