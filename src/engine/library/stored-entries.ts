/**
 * What was known of all recordings when the app ended, so that they are listed at once when it starts
 * again. Derived: deleting the file loses nothing, and every entry is compared with its manifest.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { libraryEntrySchema } from './entry.ts';

const FILE = 'library.index';
const FORMAT = 'syncflow-library';
const VERSION = 1;

const storedSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  entries: z.array(
    z.object({
      /** Of the manifest, as the file system says: when it changed, and its size. */
      stamp: z.string(),
      entry: libraryEntrySchema,
    }),
  ),
});
export type StoredEntry = z.infer<typeof storedSchema>['entries'][number];

/** Nothing when there is none, or when it is not ours. */
export async function loadEntries(dataFolder: string): Promise<StoredEntry[]> {
  try {
    const text = await readFile(join(dataFolder, FILE), 'utf8');
    return storedSchema.parse(JSON.parse(text)).entries;
  } catch {
    return [];
  }
}

/** A disk that refuses costs the next start a few seconds, nothing else. */
export async function storeEntries(
  dataFolder: string,
  entries: readonly StoredEntry[],
): Promise<void> {
  const path = join(dataFolder, FILE);
  try {
    const text = JSON.stringify({ format: FORMAT, version: VERSION, entries });
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch {
    // See above.
  }
}
