import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { RecorderError } from '../../shared/errors.ts';
import type { DiagnosticsEntry } from './collect.ts';

/**
 * Writes them as a zip file that only its owner can read.
 * @param replace Whether a file of that name may be replaced: somebody was asked.
 * @throws RecorderError `export-exists`, `config-unreadable`
 */
export async function writeDiagnostics(
  path: string,
  entries: readonly DiagnosticsEntry[],
  replace: boolean,
): Promise<void> {
  const zip = new ZipFile();
  for (const { name, text } of entries) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  try {
    if (replace) await rm(path, { force: true });
    await pipeline(zip.outputStream, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (isThere) throw new RecorderError('export-exists', `${path} is there already`, { cause });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RecorderError('config-unreadable', `${path} could not be written: ${why}`, { cause });
  }
}
