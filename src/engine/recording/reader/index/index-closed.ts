/** The index of a segment as soon as it is closed, so that nobody waits for it later. */
import { basename, dirname, join } from 'node:path';
import { IndexedSegment } from './store.ts';

/**
 * Reads the segment once; a disk that refuses the index only costs the time to make it again.
 * @param file relative to the recording's folder, also in `lane-b/`
 * @throws what the file system says when the segment cannot be read
 */
export async function indexClosedSegment(folder: string, file: string): Promise<void> {
  const path = join(folder, file);
  await new IndexedSegment(dirname(path), basename(path)).index();
}
