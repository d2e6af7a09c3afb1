/** Where the control socket of a data folder is. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';

/** A socket's path may have 104 bytes on macOS and 108 on Linux, its final zero included. */
const LONGEST_PATH = 100;

/**
 * Beside the recordings, or, where that path is too long for a socket, in a folder of this user below
 * the system's temporary folder; a named pipe on Windows. The same for recorder and caller.
 * @throws RecorderError `folder-unwritable` when that folder belongs to somebody else
 */
export function controlSocketPath(dataFolder: string): string {
  const folder = resolve(dataFolder);
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\syncflow-recorder-${hash}`;
  const path = join(folder, 'control.sock');
  if (Buffer.byteLength(path) <= LONGEST_PATH) return path;
  const { uid } = userInfo();
  const own = join(tmpdir(), `syncflow-recorder-${uid}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const facts = lstatSync(own);
  if (!facts.isDirectory() || facts.uid !== uid || (facts.mode & 0o077) !== 0) {
    throw new RecorderError('folder-unwritable', `${own} is not a folder of this user alone`);
  }
  return join(own, `${hash}.sock`);
}
