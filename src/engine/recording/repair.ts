/**
 * Makes a sound recording out of a damaged one, in a new folder; the original is only read. Every valid
 * line is copied byte for byte and keeps its number. What cannot be read is set aside, and a last segment
 * says what is missing (`corrupt` gaps) and where the recording comes from (`note`).
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { RecorderError } from '../../shared/errors.ts';
import type { GapRecord } from '../../shared/records.ts';
import { segmentFileName, segmentNumber, SET_ASIDE_FOLDER } from '../../shared/layout.ts';
import { corruptGaps } from './corrupt-gaps.ts';
import { finaliseRecording } from './finalise.ts';
import { laneFolder } from './lanes/lane-folder.ts';
import { refuseIfLanesWritten, scanLanes, type RecordingLane } from './lanes/recording-lanes.ts';
import { emptyCounts, readManifest, writeManifest, type Manifest } from './manifest.ts';
import { copyOtherFiles } from './repair/copy-other-files.ts';
import { copyValidLines } from './repair/copy-valid-lines.ts';
import { writeLastSegment } from './repair/last-segment.ts';
import { rebuildManifest } from './repair/rebuild-manifest.ts';

export interface RepairOptions {
  /** Name and version of this software, for the new records. */
  readonly software: string;
  readonly signal?: AbortSignal;
  /** Called with the bytes of segments read since. */
  readonly onBytes?: (bytes: number) => void;
}

export interface Repair {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Lines and tails that could not be read, in bytes. */
  readonly setAsideBytes: number;
}

/**
 * @param target Must not exist; it appears once it is whole.
 * @throws RecorderError `usage` when the target exists or there is no recording; `recording-locked`
 * while it is being written; the signal's reason when aborted
 */
export async function repairRecording(
  folder: string,
  target: string,
  options: RepairOptions,
): Promise<Repair> {
  if (existsSync(target)) throw new RecorderError('usage', `${target} exists already`);
  refuseIfLanesWritten(folder);
  const lanes = await scanLanes(folder, { hash: false, signal: options.signal });
  if (lanes.every(({ scan }) => scan.segments.length === 0)) {
    throw new RecorderError('usage', `${folder} holds no segments of a recording`);
  }
  const work = join(dirname(target), `.${basename(target)}.${randomUUID()}.partial`);
  try {
    await mkdir(work, { recursive: true, mode: 0o700 });
    let setAsideBytes = 0;
    for (const lane of lanes) setAsideBytes += await repairLane(lane, work, folder, options);
    await copyOtherFiles(folder, work, options.signal);
    const manifest = await finishManifest(folder, work, lanes);
    options.signal?.throwIfAborted();
    await rename(work, target);
    return { folder: target, manifest, setAsideBytes };
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    throw error;
  }
}

async function repairLane(
  { lane, folder, scan }: RecordingLane,
  work: string,
  original: string,
  { software, signal, onBytes }: RepairOptions,
): Promise<number> {
  const to = laneFolder(work, lane);
  await mkdir(join(to, SET_ASIDE_FOLDER), { recursive: true, mode: 0o700 });
  let setAside = 0;
  for (const { file, recordingId, firstRecord, firstArrival } of scan.segments) {
    const header =
      recordingId !== null || firstRecord === null || firstArrival === null || firstRecord < 2
        ? null
        : { record: firstRecord - 1, arrival: firstArrival };
    const about = {
      recordingId: scan.segments.find((one) => one.recordingId !== null)?.recordingId ?? '',
      segment: segmentNumber(file) ?? 0,
      lane,
      software,
    };
    setAside += await copyValidLines(join(folder, file), to, file, {
      header: header === null ? null : { ...about, ...header },
      signal,
      onBytes,
    });
  }
  if ((await readdir(join(to, SET_ASIDE_FOLDER))).length === 0) {
    await rm(join(to, SET_ASIDE_FOLDER), { recursive: true });
  }
  const last = Math.max(0, ...scan.segments.map(({ file }) => segmentNumber(file) ?? 0));
  const recordingId = scan.segments.find((one) => one.recordingId !== null)?.recordingId ?? '';
  writeLastSegment(join(to, segmentFileName(last + 1)), {
    nextRecord: scan.summary.lastRecord + 1,
    segment: last + 1,
    lane,
    recordingId,
    software,
    gaps: [...corruptGaps(scan), ...tailGaps(scan)],
    note: `repaired from ${basename(original)}: ${scan.problems.length} problem(s) found there`,
  });
  return setAside;
}

/** How many records a torn end held, nobody can say. */
function tailGaps({ segments, summary }: RecordingLane['scan']): GapRecord[] {
  return segments
    .filter(({ size, validEnd }) => validEnd < size)
    .map(({ file, size, validEnd, lastArrival }): GapRecord => {
      const from = lastArrival ?? summary.lastArrival;
      const detail = `${size - validEnd} bytes at the end of ${file} are no records`;
      return { kind: 'gap', reason: 'corrupt', ...(from === null ? {} : { from }), detail };
    });
}

/** The manifest of the repaired recording: what the original's said of it, counted anew. */
async function finishManifest(
  folder: string,
  work: string,
  lanes: readonly RecordingLane[],
): Promise<Manifest> {
  const known = await readManifest(folder).catch(() => rebuildManifest(folder, lanes));
  await writeManifest(work, {
    ...known,
    status: 'recording',
    participants: [],
    files: [],
    counts: emptyCounts,
    gaps: [],
  });
  const last = lanes[0]?.scan.summary.lastArrival ?? null;
  const ended =
    known.endedAt ??
    (last === null ? known.startedAt : new Date(Number(BigInt(last) / 1_000_000n)));
  const final = await finaliseRecording(work, known.endReason ?? 'stale', new Date(ended));
  const seen = new Set(final.gaps.map((gap) => JSON.stringify(gap)));
  // What only the manifest declared (never joined, stopped early) is true of the repaired one as well.
  const declared = known.gaps.filter(
    (gap) => gap.reason !== 'corrupt' && !seen.has(JSON.stringify(gap)),
  );
  if (declared.length === 0) return final;
  const manifest = { ...final, gaps: [...final.gaps, ...declared] };
  await writeManifest(work, manifest);
  return manifest;
}
