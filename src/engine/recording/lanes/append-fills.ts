/** Adds `gap-filled` records to lane a, as a segment of their own: what was written stays as it is. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  FORMAT_NAME,
  FORMAT_VERSION,
  segmentFileName,
  segmentNumber,
} from '../../../shared/layout.ts';
import type { GapFilledRecord } from '../../../shared/records.ts';
import { syncFolder } from '../durable-write.ts';
import type { RecordingLane } from './recording-lanes.ts';

export interface NewSegment {
  readonly recordingId: string;
  /** Name and version of what writes. */
  readonly software: string;
  /** Wall clock in milliseconds. */
  readonly at: number;
}

/** The segment is durable when it resolves. @throws what the file system says */
export async function appendFills(
  { folder, scan }: RecordingLane,
  fills: readonly GapFilledRecord[],
  { recordingId, software, at }: NewSegment,
): Promise<void> {
  const segment = Math.max(0, ...scan.segments.map(({ file }) => segmentNumber(file) ?? 0)) + 1;
  const header = {
    kind: 'segment',
    format: FORMAT_NAME,
    version: FORMAT_VERSION,
    recordingId,
    segment,
    lane: 'a',
    software,
  };
  const arrival = String(BigInt(at) * 1_000_000n);
  const monotonic = String(process.hrtime.bigint());
  const lines = [header, ...fills].map((members, index) => {
    const record = scan.summary.lastRecord + 1 + index;
    const text = JSON.stringify({ record, arrival, monotonic, ...members }).slice(0, -1);
    const crc = crc32(text).toString(16).padStart(8, '0');
    return `${text},"crc":"${crc}"}\n`;
  });
  const file = await open(join(folder, segmentFileName(segment)), 'wx', 0o600);
  try {
    await file.writeFile(lines.join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(folder);
}
