/** Reads all segments of a lane of a recording, and says what is there and what is wrong. */
import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { segmentFileName, segmentNumber } from '../../shared/layout.ts';
import { IndexBuilder } from './reader/index/builder.ts';
import { saveIndex } from './reader/index/store.ts';
import { DataLine } from './scan/data-line.ts';
import { Holes, type Hole } from './scan/holes.ts';
import { readLines } from './scan/line-window.ts';
import { Problems } from './scan/problems.ts';
import { SegmentScanner, type LaneScan } from './scan/segment-scanner.ts';
import { RecordingSummary } from './summary.ts';

export interface SegmentScan {
  readonly file: string;
  readonly size: number;
  /** Null when hashing was not asked for. */
  readonly sha256: string | null;
  readonly records: number;
  readonly firstRecord: number | null;
  readonly lastRecord: number | null;
  readonly firstArrival: string | null;
  readonly lastArrival: string | null;
  /** Lines with readable lines after them that are not valid. */
  readonly corrupt: number;
  /** Where the valid part ends; less than `size` when there is a torn tail. */
  readonly validEnd: number;
  /** What its first line says that it belongs to. */
  readonly recordingId: string | null;
}

export interface RecordingScan {
  readonly segments: readonly SegmentScan[];
  readonly summary: RecordingSummary;
  /** What is wrong, in words; empty when every line is valid and no record number is missing. */
  readonly problems: readonly string[];
  readonly holes: readonly Hole[];
  /** The holes that no gap record names. */
  readonly undeclared: readonly Hole[];
  readonly corrupt: number;
}

export interface ScanOptions {
  /** Whether to hash the files as well (a fifth of the time); true when not given. */
  readonly hash?: boolean;
  /** Whether payloads are measured (a quarter of the time); true when not given. */
  readonly sizes?: boolean;
  /** Stops the scan, which then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called about every mebibyte with the bytes read since. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Whether to leave an index beside each whole segment. */
  readonly index?: boolean;
}

/** The file names of the segments of a lane, in order. @param folder That of the lane. */
export async function listSegments(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .map((name) => segmentNumber(name))
    .filter((number) => number !== null)
    .sort((a, b) => a - b)
    .map((number) => segmentFileName(number));
}

/**
 * Reads each segment once, front to back.
 * @param folder That of the recording, or of another lane in it.
 */
export async function scanRecording(
  folder: string,
  options: ScanOptions = {},
): Promise<RecordingScan> {
  const lane: LaneScan = {
    summary: new RecordingSummary(),
    problems: new Problems(),
    holes: new Holes(),
    data: new DataLine(options.sizes ?? true),
  };
  const segments: SegmentScan[] = [];
  const absent: { file: string; before: string }[] = [];
  let expectedSegment = 1;
  for (const file of await listSegments(folder)) {
    const number = segmentNumber(file) ?? 0;
    for (; expectedSegment < number; expectedSegment += 1) {
      absent.push({ file: segmentFileName(expectedSegment), before: file });
    }
    expectedSegment = number + 1;
    segments.push(await scanSegment(folder, file, lane, options));
  }
  const { summary, problems, holes } = lane;
  for (const { file, before } of absent) {
    // A repaired recording says which records of the segment it could not get.
    const known = holes.list.some((hole) => hole.file === before && holes.isDeclared(hole));
    if (!known) problems.add(`${file} is missing`);
  }
  for (const text of holes.problems()) problems.add(text);
  const undeclared = holes.list.filter((hole) => !holes.isDeclared(hole));
  const corrupt = segments.reduce((sum, segment) => sum + segment.corrupt, 0);
  return { segments, summary, problems: problems.texts(), holes: holes.list, undeclared, corrupt };
}

async function scanSegment(
  folder: string,
  file: string,
  lane: LaneScan,
  { hash = true, index = false, signal, onBytes }: ScanOptions,
): Promise<SegmentScan> {
  const digest = hash ? createHash('sha256') : null;
  const onPiece = (bytes: Buffer): void => {
    digest?.update(bytes);
    onBytes?.(bytes.length);
  };
  const blocks = index ? new IndexBuilder() : null;
  const scanner = new SegmentScanner(lane, file, segmentNumber(file) ?? 0, blocks, onPiece);
  const handle = await open(join(folder, file));
  try {
    const { size } = await readLines(handle, { signal }, scanner);
    const { records, firstRecord, lastRecord, firstArrival, lastArrival } = scanner;
    const { validEnd, corrupt, recordingId } = scanner;
    const torn = size - validEnd;
    if (torn === 0 && blocks !== null) await saveIndex(folder, file, blocks, size);
    if (torn > 0) lane.problems.add(`${file}: ${torn} bytes at its end are torn`);
    return {
      file,
      size,
      sha256: digest?.digest('hex') ?? null,
      ...{ records, firstRecord, lastRecord, firstArrival, lastArrival },
      ...{ corrupt, validEnd, recordingId },
    };
  } finally {
    await handle.close();
  }
}
