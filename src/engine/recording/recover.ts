/**
 * Makes a recording that was interrupted ready to go on: the valid prefix of each segment stays, a torn
 * tail is set aside (never deleted), and the point to resume from is worked out from what is there.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { JournalPosition } from '../../shared/capture-protocol.ts';
import { SET_ASIDE_FOLDER, segmentNumber } from '../../shared/layout.ts';
import type { GapSender } from '../../shared/records.ts';
import { refuseIfWritten } from './recording-lock.ts';
import { scanRecording, type RecordingScan } from './scan.ts';

export interface Recovery {
  readonly position: JournalPosition;
  /** Null when nothing was recorded yet. */
  readonly resume: {
    readonly lastArrival: string;
    readonly lastLink: number;
    readonly senders: readonly GapSender[];
  } | null;
  /** Files in `set-aside/` that this recovery made. */
  readonly setAside: readonly string[];
}

/** @throws RecorderError `recording-locked` while something still writes it */
export async function recoverRecording(folder: string): Promise<Recovery> {
  refuseIfWritten(folder);
  const scan = await scanRecording(folder, { hash: false, sizes: false });
  const setAside = await setTornTailsAside(folder, scan);
  const { summary, segments } = scan;
  const lastSegment = Math.max(0, ...segments.map((segment) => segmentNumber(segment.file) ?? 0));
  const { lastArrival } = summary;
  return {
    position: {
      nextRecord: summary.lastRecord + 1,
      nextSegment: lastSegment + 1,
      messages: summary.counts(0).messages,
    },
    resume:
      lastArrival === null
        ? null
        : { lastArrival, lastLink: summary.lastLink, senders: summary.lastSequences() },
    setAside,
  };
}

/** Copies what follows the last valid line of each segment to `set-aside/`, then cuts it off. */
export async function setTornTailsAside(folder: string, scan: RecordingScan): Promise<string[]> {
  const made: string[] = [];
  for (const segment of scan.segments) {
    if (segment.validEnd === segment.size) continue;
    const aside = join(folder, SET_ASIDE_FOLDER);
    await mkdir(aside, { recursive: true, mode: 0o700 });
    const name = await freeName(aside, `${segment.file}.tail`);
    const path = join(folder, segment.file);
    await pipeline(
      createReadStream(path, { start: segment.validEnd }),
      createWriteStream(join(aside, name), { flags: 'wx', mode: 0o600 }),
    );
    await syncFile(join(aside, name));
    await truncate(path, segment.validEnd);
    await syncFile(path);
    made.push(`${SET_ASIDE_FOLDER}/${name}`);
  }
  return made;
}

async function freeName(folder: string, base: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  for (let number = 1; ; number += 1) {
    const name = `${base}-${number}`;
    if (!taken.has(name)) return name;
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Files in `set-aside/`, as paths relative to the recording's folder. */
export async function listSetAside(folder: string): Promise<{ path: string; size: number }[]> {
  let names: string[];
  try {
    names = await readdir(join(folder, SET_ASIDE_FOLDER));
  } catch {
    // Most recordings never had one.
    return [];
  }
  const files: { path: string; size: number }[] = [];
  for (const name of names.sort()) {
    const { size } = await stat(join(folder, SET_ASIDE_FOLDER, name));
    files.push({ path: `${SET_ASIDE_FOLDER}/${name}`, size });
  }
  return files;
}
