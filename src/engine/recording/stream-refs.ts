/**
 * What the lines of a recording say about the files of its streams, compared with those files: after a
 * power cut a file may lack what was not synced yet.
 */
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { STREAMS_FOLDER } from '../../shared/layout.ts';
import type { GapRecord } from '../../shared/records.ts';

/** One chunk whose content stands in a file. */
export interface StreamRef {
  readonly offset: number;
  readonly length: number;
  /** CRC-32 of the content, 8 hexadecimal digits. */
  readonly crc: string;
}

export type StreamRefs = ReadonlyMap<string, readonly StreamRef[]>;

/** Files in `streams/`, as paths relative to the recording's folder. */
export async function listStreamFiles(folder: string): Promise<{ path: string; size: number }[]> {
  let names: string[];
  try {
    names = await readdir(join(folder, STREAMS_FOLDER));
  } catch {
    // Most recordings have none.
    return [];
  }
  const files: { path: string; size: number }[] = [];
  for (const name of names.sort()) {
    const { size } = await stat(join(folder, STREAMS_FOLDER, name));
    files.push({ path: `${STREAMS_FOLDER}/${name}`, size });
  }
  return files;
}

/** A `corrupt` gap for each file that does not hold what the lines say. Memory: one chunk at a time. */
export async function streamGaps(folder: string, refs: StreamRefs): Promise<GapRecord[]> {
  const gaps: GapRecord[] = [];
  for (const [path, chunks] of refs) {
    const bad = await badBytes(join(folder, path), chunks);
    if (bad === 0) continue;
    const detail = `${path} does not hold ${bad} bytes that were recorded`;
    gaps.push({ kind: 'gap', reason: 'corrupt', count: bad, detail });
  }
  return gaps;
}

async function badBytes(path: string, chunks: readonly StreamRef[]): Promise<number> {
  const all = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return all;
  let bad = 0;
  try {
    for (const { offset, length, crc } of chunks) {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      const found = crc32(bytes).toString(16).padStart(8, '0');
      if (bytesRead !== length || found !== crc) bad += length;
    }
  } finally {
    await file.close();
  }
  return bad;
}

const safePath = new RegExp(`^${STREAMS_FOLDER}/[A-Za-z0-9_-]+\\.bin$`);

/** A recording from elsewhere must not make us read outside its folder. */
export function isStreamPath(path: string): boolean {
  return safePath.test(path);
}
