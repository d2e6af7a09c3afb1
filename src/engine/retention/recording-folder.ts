import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { indexFileName, MANIFEST_FILE } from '../../shared/layout.ts';
import { parseManifest, type Manifest } from '../recording/manifest.ts';

/** A recording on this disk, as far as deleting it goes. */
export interface LocalRecording {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly manifestText: string;
  readonly manifestSize: number;
  readonly manifestSha256: string;
  /** Of everything in the folder. */
  readonly bytes: number;
  readonly files: number;
  /** What is neither in the manifest nor made from its files. */
  readonly strange: readonly string[];
}

/** @throws RecorderError `recording-damaged`, or what the file system says */
export async function readLocalRecording(folder: string): Promise<LocalRecording> {
  const content = await readFile(join(folder, MANIFEST_FILE));
  const manifest = parseManifest(content.toString('utf8'), folder);
  const known = new Set(
    manifest.files.flatMap(({ path }) => [path, indexFileName(path)]).concat(MANIFEST_FILE),
  );
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let bytes = 0;
  let files = 0;
  const strange: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    if (!entry.isFile() || !(known.has(name) || entry.name.startsWith('recording.lock'))) {
      strange.push(name);
    }
    if (entry.isFile()) bytes += (await stat(path)).size;
    files += 1;
  }
  return {
    ...{ folder, manifest, bytes, files, strange },
    manifestText: content.toString('utf8'),
    manifestSize: content.length,
    manifestSha256: createHash('sha256').update(content).digest('hex'),
  };
}
