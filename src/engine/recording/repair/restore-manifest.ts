/**
 * A recording whose manifest is lost or cannot be read is taken up where it lies: the manifest is made
 * again from the segments and from what the state file knows, and the recording goes on or is finalised
 * as any other that was left open. Nothing is deleted: a manifest that cannot be read is set aside.
 */
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  FORMAT_NAME,
  FORMAT_VERSION,
  MANIFEST_FILE,
  SET_ASIDE_FOLDER,
} from '../../../shared/layout.ts';
import { scanLanes } from '../lanes/recording-lanes.ts';
import { manifestSchema, readManifest, writeManifest, type Manifest } from '../manifest.ts';
import { rebuildManifest } from './rebuild-manifest.ts';

/** What stands in no segment. */
export const knownOfRecordingSchema = manifestSchema
  .pick({ project: true, session: true, livekitUrl: true })
  .extend({ roomName: z.string().nullable() });
export type KnownOfRecording = Readonly<z.infer<typeof knownOfRecordingSchema>>;

/**
 * Whether a recording has no manifest that anybody understands. False for one of a later version of the
 * format, which a later recorder has written.
 */
export async function lacksManifest(folder: string): Promise<boolean> {
  try {
    await readManifest(folder);
    return false;
  } catch {
    return !(await isOfLaterVersion(folder));
  }
}

/**
 * Returns the new manifest, which is on disk then; null when there is one by now, or no segment. For the
 * recorder that holds the data folder: only it writes manifests. The child of a recorder that was killed
 * may still write the last of its segments meanwhile; finalising reads them all again.
 * @throws what the file system says
 */
export async function restoreManifest(
  folder: string,
  known: KnownOfRecording,
): Promise<Manifest | null> {
  if (!(await lacksManifest(folder))) return null;
  const lanes = await scanLanes(folder, { hash: false });
  if (lanes.every(({ scan }) => scan.segments.length === 0)) return null;
  const rebuilt = await rebuildManifest(folder, lanes);
  const { project, session, roomName, livekitUrl } = known;
  await setBrokenAside(folder);
  const manifest: Manifest = {
    ...rebuilt,
    project,
    session: rebuilt.session ?? session,
    room: roomName === null ? rebuilt.room : { ...rebuilt.room, name: roomName },
    livekitUrl,
  };
  await writeManifest(folder, manifest);
  return manifest;
}

async function isOfLaterVersion(folder: string): Promise<boolean> {
  const headSchema = z.object({ format: z.literal(FORMAT_NAME), version: z.number() });
  try {
    const text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
    return headSchema.parse(JSON.parse(text)).version > FORMAT_VERSION;
  } catch {
    // Not even that can be read.
    return false;
  }
}

async function setBrokenAside(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (!names.includes(MANIFEST_FILE)) return;
  const aside = join(folder, SET_ASIDE_FOLDER);
  await mkdir(aside, { recursive: true, mode: 0o700 });
  const taken = new Set(await readdir(aside));
  let number = 1;
  while (taken.has(`${MANIFEST_FILE}.broken-${number}`)) number += 1;
  await rename(join(folder, MANIFEST_FILE), join(aside, `${MANIFEST_FILE}.broken-${number}`));
}
