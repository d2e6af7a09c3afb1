/**
 * Reads one record back from a recording's segments, while they are still being written as well. A
 * segment's first line names its first record; within a segment the line is found by its beginning,
 * without parsing the others.
 */
import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLine, type ParsedLine } from '../../engine/recording/lines.ts';
import { segmentNumber } from '../../shared/layout.ts';

/** A longer line is not shown: the whole packet is limited to far less by LiveKit. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Null when there is no such record, or when it cannot be read. */
export async function findRecord(folder: string, record: number): Promise<ParsedLine | null> {
  const names = (await readdir(folder)).filter((name) => segmentNumber(name) !== null).sort();
  for (const name of names.reverse()) {
    const path = join(folder, name);
    const first = await firstRecord(path);
    if (first === null || first > record) continue;
    const line = await findLine(path, `{"record":${record},`);
    return line === null ? null : parseLine(line);
  }
  return null;
}

async function firstRecord(path: string): Promise<number | null> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(64);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const digits = /^\{"record":(\d+),/.exec(head.toString('latin1', 0, bytesRead))?.[1];
    return digits === undefined ? null : Number(digits);
  } finally {
    await file.close();
  }
}

/** The line that begins so, without its newline. Memory: one chunk and the line. */
async function findLine(path: string, beginning: string): Promise<Buffer | null> {
  const start = Buffer.from(beginning);
  const mark = Buffer.from(`\n${beginning}`);
  // A made-up newline before the first line makes it like all others.
  let rest: Buffer = Buffer.from('\n');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const data = Buffer.concat([rest, chunk as Buffer]);
    const at = data.indexOf(mark);
    if (at === -1) {
      rest = Buffer.from(data.subarray(Math.max(0, data.length - mark.length + 1)));
      continue;
    }
    const end = data.indexOf(0x0a, at + start.length);
    if (end !== -1) return Buffer.from(data.subarray(at + 1, end));
    if (data.length - at > MAX_LINE_BYTES) return null;
    rest = Buffer.from(data.subarray(at));
  }
  return null;
}
