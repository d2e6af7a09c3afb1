/** Recordings as arguments name them. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listRecordings } from '../engine/recording/folders.ts';
import { RecorderError } from '../shared/errors.ts';
import { MANIFEST_FILE, segmentNumber } from '../shared/layout.ts';

/** The folder itself, or the recordings in it. @throws RecorderError usage when there is none */
export async function recordingsAt(path: string): Promise<string[]> {
  if (isRecording(path)) return [path];
  const inside = await listRecordings(path);
  if (inside.length > 0) return inside;
  throw new RecorderError(
    'usage',
    `${path} is neither a recording nor a data folder with recordings`,
  );
}

/** Whether it holds a manifest, or at least a segment. */
export function isRecording(path: string): boolean {
  if (existsSync(join(path, MANIFEST_FILE))) return true;
  return existsSync(path) && readdirSync(path).some((name) => segmentNumber(name) !== null);
}

/** Bytes in the segments of all lanes. */
export function segmentBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => segmentNumber(name.split(/[\\/]/).at(-1) ?? '') !== null)
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
