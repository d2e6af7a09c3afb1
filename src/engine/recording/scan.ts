/** Reads all segments of a recording, line by line, and says what is there and what is wrong. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { segmentFileName, segmentNumber } from '../../shared/layout.ts';
import { parseLine, splitLines } from './lines.ts';
import { RecordingSummary } from './summary.ts';

const CHUNK_BYTES = 1024 * 1024;

export interface SegmentScan {
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
  readonly records: number;
  readonly firstRecord: number | null;
  readonly lastRecord: number | null;
  readonly firstArrival: string | null;
  readonly lastArrival: string | null;
  /** Lines with readable lines after them that are not valid. */
  readonly corrupt: number;
  /** Where the valid part ends; less than `size` when there is a torn tail. */
  readonly validEnd: number;
}

export interface RecordingScan {
  readonly segments: readonly SegmentScan[];
  readonly summary: RecordingSummary;
  /** What is wrong, in words; empty when every line is valid and no record number is missing. */
  readonly problems: readonly string[];
  readonly corrupt: number;
}

/** The file names of the segments of a recording, in order. */
export async function listSegments(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .map((name) => segmentNumber(name))
    .filter((number) => number !== null)
    .sort((a, b) => a - b)
    .map((number) => segmentFileName(number));
}

/** Reads each segment once, front to back. */
export async function scanRecording(folder: string): Promise<RecordingScan> {
  const summary = new RecordingSummary();
  const segments: SegmentScan[] = [];
  const problems: string[] = [];
  let expectedSegment = 1;
  for (const file of await listSegments(folder)) {
    const number = segmentNumber(file) ?? 0;
    for (; expectedSegment < number; expectedSegment += 1) {
      problems.push(`${segmentFileName(expectedSegment)} is missing`);
    }
    expectedSegment = number + 1;
    segments.push(await scanSegment(join(folder, file), file, summary, problems));
  }
  const corrupt = segments.reduce((sum, segment) => sum + segment.corrupt, 0);
  return { segments, summary, problems, corrupt };
}

async function scanSegment(
  path: string,
  file: string,
  summary: RecordingSummary,
  problems: string[],
): Promise<SegmentScan> {
  const hash = createHash('sha256');
  let size = 0;
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      const bytes: unknown = chunk;
      if (!Buffer.isBuffer(bytes))
        throw new TypeError('a file stream without encoding gives buffers');
      hash.update(bytes);
      size += bytes.length;
      yield bytes;
    }
  }
  let records = 0;
  let firstRecord: number | null = null;
  let lastRecord: number | null = null;
  let firstArrival: string | null = null;
  let lastArrival: string | null = null;
  let corrupt = 0;
  let badSinceValid = 0;
  let validEnd = 0;
  for await (const line of splitLines(hashed())) {
    const parsed = line.terminated ? parseLine(line.bytes) : { ok: false as const, why: 'torn' };
    if (!parsed.ok) {
      badSinceValid += 1;
      continue;
    }
    const { record, arrival } = parsed.record ?? parsed.foreign;
    if (badSinceValid > 0) {
      problems.push(`${file}: ${badSinceValid} unreadable line(s) before record ${record}`);
      corrupt += badSinceValid;
      badSinceValid = 0;
    }
    const expected: number = summary.lastRecord + 1;
    if (record !== expected) {
      problems.push(`${file}: record ${record} follows where ${expected} was expected`);
    }
    if (records === 0 && parsed.record?.kind !== 'segment') {
      problems.push(`${file}: does not begin with a segment record`);
    }
    if (parsed.record === null) summary.addForeign(parsed.foreign);
    else summary.add(parsed.record);
    records += 1;
    firstRecord ??= record;
    lastRecord = record;
    firstArrival ??= arrival;
    lastArrival = arrival;
    validEnd = line.offset + line.bytes.length + 1;
  }
  if (validEnd < size) problems.push(`${file}: ${size - validEnd} bytes at its end are torn`);
  const sha256 = hash.digest('hex');
  return {
    file,
    size,
    sha256,
    records,
    firstRecord,
    lastRecord,
    firstArrival,
    lastArrival,
    corrupt,
    validEnd,
  };
}
