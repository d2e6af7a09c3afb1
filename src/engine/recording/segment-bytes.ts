import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { segmentNumber } from '../../shared/layout.ts';

/** Bytes in the segments of all lanes of a recording. @throws what the file system says */
export async function segmentBytesOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true, encoding: 'utf8' });
  const segments = names.filter((name) => segmentNumber(basename(name)) !== null);
  const sizes = await Promise.all(
    segments.map(async (name) => (await stat(join(folder, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
