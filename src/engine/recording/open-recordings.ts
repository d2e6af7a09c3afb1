/** Recordings that were never finalised, and whether somebody is at work on them. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
import { listUnfinished } from './folders.ts';
import { refuseIfLanesWritten } from './lanes/recording-lanes.ts';
import { readManifest, type Manifest } from './manifest.ts';

export interface OpenRecording {
  readonly folder: string;
  readonly manifest: Manifest;
  /** When something was last written to it, unix milliseconds. */
  readonly lastWriteAt: number;
  /** A living process writes it. */
  readonly held: boolean;
}

/** All of a data folder. Those without a readable manifest are left out; `verify` names them. */
export async function listOpenRecordings(dataFolder: string): Promise<OpenRecording[]> {
  const open: OpenRecording[] = [];
  for (const { folder, manifest } of await listUnfinished(dataFolder)) {
    open.push(await openRecording(folder, manifest));
  }
  return open;
}

/** One of them; null when it is final already. @throws RecorderError `recording-damaged` */
export async function readOpenRecording(folder: string): Promise<OpenRecording | null> {
  const manifest = await readManifest(folder);
  return manifest.status === 'recording' ? openRecording(folder, manifest) : null;
}

async function openRecording(folder: string, manifest: Manifest): Promise<OpenRecording> {
  return { folder, manifest, lastWriteAt: await lastWrite(folder), held: isHeld(folder) };
}

async function lastWrite(folder: string): Promise<number> {
  let last = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const { mtimeMs } = await stat(join(entry.parentPath, entry.name));
    last = Math.max(last, mtimeMs);
  }
  return last;
}

function isHeld(folder: string): boolean {
  try {
    refuseIfLanesWritten(folder);
    return false;
  } catch (thrown) {
    if (thrown instanceof RecorderError && thrown.code === 'recording-locked') return true;
    throw thrown;
  }
}
