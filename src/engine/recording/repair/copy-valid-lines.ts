/** Copies the valid lines of a segment as they are; the others go to `set-aside/`. */
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { FORMAT_NAME, FORMAT_VERSION, SET_ASIDE_FOLDER } from '../../../shared/layout.ts';
import { checkedEnd, parseChecked } from '../lines.ts';
import { DataLine, readDataLine } from '../scan/data-line.ts';
import { readLines } from '../scan/line-window.ts';
import { Chunks } from './chunks.ts';
import { madeLine } from './made-line.ts';

export interface CopyOptions {
  /** The first line to write, when the segment has lost its own; null when it is there. */
  readonly header: {
    readonly record: number;
    readonly arrival: string;
    readonly recordingId: string;
    readonly segment: number;
    readonly lane: string;
    readonly software: string;
  } | null;
  readonly signal: AbortSignal | undefined;
  readonly onBytes: ((bytes: number) => void) | undefined;
}

/** @param folder Of the new lane. @returns How many bytes were set aside. */
export async function copyValidLines(
  path: string,
  folder: string,
  file: string,
  { header, signal, onBytes }: CopyOptions,
): Promise<number> {
  const kept = new Chunks(join(folder, file));
  const aside = new Chunks(join(folder, SET_ASIDE_FOLDER, `${file}.unreadable-${randomUUID()}`));
  const data = new DataLine(false);
  if (header !== null) {
    const { record, arrival, ...about } = header;
    const { recordingId, segment, lane, software } = about;
    const stamps = { record, arrival, monotonic: '0', kind: 'segment' };
    const format = { format: FORMAT_NAME, version: FORMAT_VERSION };
    const members = { ...stamps, ...format, recordingId, segment, lane, software };
    kept.add(Buffer.from(madeLine(members)));
  }
  const source = await open(path);
  try {
    const { end, size } = await readLines(
      source,
      { signal },
      {
        piece: (bytes) => onBytes?.(bytes.length),
        line: (bytes, start, stop) => {
          const mark = checkedEnd(bytes, start, stop);
          const valid =
            mark !== -1 &&
            (readDataLine(data, bytes, start, mark) ||
              parseChecked(bytes.subarray(start, stop)).ok);
          (valid ? kept : aside).add(bytes.subarray(start, stop + 1));
        },
        turn: () => {
          kept.write();
          aside.write();
        },
      },
    );
    if (end < size) {
      const tail = Buffer.alloc(size - end);
      await source.read(tail, 0, tail.length, end);
      aside.add(tail);
    }
  } finally {
    await source.close();
    kept.close();
    aside.close();
  }
  return aside.size;
}
