/** Where recordings lie, and which of them are unfinished. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
import { LANE_B_FOLDER, MANIFEST_FILE } from '../../shared/layout.ts';
import {
  firstManifest,
  readManifest,
  writeManifest,
  type FirstFacts,
  type Manifest,
} from './manifest.ts';
import { safeName } from './safe-name.ts';

export interface NewRecording extends Omit<FirstFacts, 'recordingId'> {
  readonly dataFolder: string;
}

export interface RecordingPlace {
  readonly recordingId: string;
  readonly folder: string;
}

/** Makes the folder and the first manifest of a recording; both are durable when it resolves. */
export async function createRecording(options: NewRecording): Promise<RecordingPlace> {
  const recordingId = randomUUID();
  const projectName = options.project?.name ?? 'livekit';
  const date = options.startedAt.toISOString().slice(0, 10);
  const folder = join(
    options.dataFolder,
    'recordings',
    safeName(projectName),
    `${date}_${safeName(options.roomName)}_${recordingId}`,
  );
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await writeManifest(folder, firstManifest({ ...options, recordingId }));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RecorderError('folder-unwritable', `${folder} cannot be written: ${why}`, { cause });
  }
  return { recordingId, folder };
}

/** Removes a recording that holds nothing but its first manifest; keeps any other. */
export async function removeIfEmpty(folder: string): Promise<boolean> {
  const names = [...(await readdir(folder)), ...(await namesIn(join(folder, LANE_B_FOLDER)))];
  const only = names.every(
    (name) => name === MANIFEST_FILE || name === LANE_B_FOLDER || name.startsWith('recording.lock'),
  );
  if (!only) return false;
  await rm(folder, { recursive: true });
  return true;
}

/** All recording folders below a data folder. */
export async function listRecordings(dataFolder: string): Promise<string[]> {
  const root = join(dataFolder, 'recordings');
  const folders: string[] = [];
  for (const project of await subfolders(root)) {
    for (const recording of await subfolders(join(root, project))) {
      folders.push(join(root, project, recording));
    }
  }
  return folders.sort();
}

export interface UnfinishedRecording {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** One look at all manifests: what was never finalised, and the folders without a readable one. */
export async function surveyRecordings(
  dataFolder: string,
): Promise<{ unfinished: UnfinishedRecording[]; unreadable: string[] }> {
  const unfinished: UnfinishedRecording[] = [];
  const unreadable: string[] = [];
  for (const folder of await listRecordings(dataFolder)) {
    try {
      const manifest = await readManifest(folder);
      if (manifest.status === 'recording') unfinished.push({ folder, manifest });
    } catch {
      // `verify` names it as damaged; nothing can be resumed without a manifest.
      unreadable.push(folder);
    }
  }
  return { unfinished, unreadable };
}

/** The recordings that were never finalised. Those without a readable manifest are left out. */
export async function listUnfinished(dataFolder: string): Promise<UnfinishedRecording[]> {
  return (await surveyRecordings(dataFolder)).unfinished;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    // Most recordings have one lane.
    return [];
  }
}

async function subfolders(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return [];
  }
}
