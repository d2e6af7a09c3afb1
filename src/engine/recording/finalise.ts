/**
 * Finalising: the session is over, nothing writes any more. Every file is read again and hashed, the
 * manifest gets its final state.
 */
import { join } from 'node:path';
import type { GapRecord } from '../../shared/records.ts';
import { RecorderError } from '../../shared/errors.ts';
import { hashFile } from './file-hash.ts';
import {
  readManifest,
  writeManifest,
  type EndReason,
  type Manifest,
  type ManifestFile,
} from './manifest.ts';
import { appendFills } from './lanes/append-fills.ts';
import { lanePath } from './lanes/lane-folder.ts';
import { passLanes } from './lanes/lane-pass.ts';
import { recordingFacts, type RecordingFacts } from './lanes/recording-facts.ts';
import {
  recoverLanes,
  refuseIfLanesWritten,
  scanAgain,
  type RecordingLane,
} from './lanes/recording-lanes.ts';
import { lockRecording } from './recording-lock.ts';
import { listSetAside } from './recover.ts';
import type { RecordingScan } from './scan.ts';
import { finalStatus } from './status.ts';
import { listStreamFiles, streamGaps } from './stream-refs.ts';

/** What only the one who recorded knows of the end of a recording. */
export interface RecordingEnd {
  /** False: the recording itself tells whether anybody recorded when the session ended. */
  readonly recordedToEnd: boolean;
  /** Gaps that the journal could not declare, because the disk refused. */
  readonly undeclared: readonly GapRecord[];
}

const atEnd: RecordingEnd = { recordedToEnd: true, undeclared: [] };

/**
 * Returns the final manifest, which is on disk then. A recording that is final already stays as it is.
 * @throws RecorderError `recording-locked` while something still writes it, `recording-damaged`
 */
export async function finaliseRecording(
  folder: string,
  endReason: EndReason,
  endedAt: Date,
  end: RecordingEnd = atEnd,
): Promise<Manifest> {
  refuseIfLanesWritten(folder);
  // Held to the end: a command that finalises beside a running recorder must not meet it here.
  const lock = lockRecording(folder);
  try {
    return await finaliseLocked(folder, endReason, endedAt, end);
  } finally {
    lock.release();
  }
}

async function finaliseLocked(
  folder: string,
  endReason: EndReason,
  endedAt: Date,
  end: RecordingEnd,
): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (manifest.status !== 'recording') return manifest;
  const { lanes, facts } = await finaliseLanes(folder, manifest);
  const { participants, room, counts, clock } = facts;
  const streams = await Promise.all(
    lanes.map((lane) => streamGaps(lane.folder, lane.scan.summary.streamRefs)),
  );
  const gaps = [
    ...facts.gaps,
    ...end.undeclared,
    ...neverJoined(manifest, facts, endedAt),
    ...stoppedEarly(manifest, facts, endReason, endedAt),
    ...(end.recordedToEnd || endReason === 'stopped-by-hand' ? [] : notToTheEnd(facts, endedAt)),
    ...streams.flat(),
  ];
  const final: Manifest = {
    ...manifest,
    status: finalStatus(facts.problems.length > 0, gaps, participants),
    room: {
      name: manifest.room.name,
      sid: room.sid ?? manifest.room.sid,
      metadata: room.metadata ?? manifest.room.metadata,
    },
    endedAt: endedAt.toISOString(),
    endReason,
    participants: [...participants],
    files: (await Promise.all(lanes.map(filesOf))).flat(),
    counts,
    gaps,
    ...(facts.lanes === null ? {} : { lanes: [...facts.lanes] }),
    clock,
  };
  await writeManifest(folder, final);
  return final;
}

/** Two lanes fill each other's gaps; what they fill is written down before the manifest says it. */
async function finaliseLanes(
  folder: string,
  { recordingId, software }: Manifest,
): Promise<{ lanes: RecordingLane[]; facts: RecordingFacts }> {
  const lanes = await recoverLanes(folder);
  const [a, b] = lanes;
  if (a === undefined || b === undefined) return { lanes, facts: recordingFacts(lanes, null) };
  const pass = await passLanes(a, b);
  if (pass.fills.length === 0) return { lanes, facts: recordingFacts(lanes, pass) };
  await appendFills(a, pass.fills, {
    recordingId,
    software: `${software.name} ${software.version}`,
    at: Date.now(),
  });
  const now = [await scanAgain(a), b];
  return { lanes: now, facts: recordingFacts(now, pass) };
}

/** A session that we never got into: nothing on disk could say so, hence the manifest does. */
function neverJoined(manifest: Manifest, facts: RecordingFacts, endedAt: Date): GapRecord[] {
  if (facts.joined) return [];
  const from = BigInt(new Date(manifest.startedAt).getTime()) * 1_000_000n;
  const to = BigInt(endedAt.getTime()) * 1_000_000n;
  return [
    {
      kind: 'gap',
      reason: 'link-lost',
      from: String(from),
      to: String(to),
      senders: [],
      detail: 'the recorder never got into the room',
    },
  ];
}

/** Stopped by hand while its session went on: what was sent after that is not here. */
function stoppedEarly(
  manifest: Manifest,
  facts: RecordingFacts,
  endReason: EndReason,
  endedAt: Date,
): GapRecord[] {
  if (endReason !== 'stopped-by-hand' || manifest.session === null) return [];
  return untilTheEnd(facts, endedAt, 'stopped by hand; the session went on');
}

/**
 * The recorder had ended before the session did, or was not in its room, and nobody was left to write a
 * record about it.
 */
function notToTheEnd(facts: RecordingFacts, endedAt: Date): GapRecord[] {
  if (!facts.joined || facts.ended) return [];
  return untilTheEnd(facts, endedAt, 'nobody recorded when the session ended');
}

function untilTheEnd(facts: RecordingFacts, endedAt: Date, detail: string): GapRecord[] {
  if (facts.lastArrival === null) return [];
  return [
    {
      kind: 'gap',
      reason: 'recorder-restart',
      from: facts.lastArrival,
      to: String(BigInt(endedAt.getTime()) * 1_000_000n),
      senders: [...facts.lastNumbers],
      detail,
    },
  ];
}

/** All files of a lane, as the manifest lists them. */
async function filesOf({ lane, folder, scan }: RecordingLane): Promise<ManifestFile[]> {
  const files = [
    ...scan.segments.map(segmentFile),
    ...(await otherFiles(folder, 'stream', await listStreamFiles(folder))),
    ...(await otherFiles(folder, 'set-aside', await listSetAside(folder))),
  ];
  if (lane === 'a') return files;
  return files.map((file) => ({ ...file, path: lanePath(lane, file.path), lane }));
}

function segmentFile(segment: RecordingScan['segments'][number]): ManifestFile {
  if (segment.sha256 === null) throw new RecorderError('internal', 'a scan without hashes');
  const { file, size, sha256, records, firstRecord, lastRecord, firstArrival, lastArrival } =
    segment;
  return {
    path: file,
    role: 'segment',
    size,
    sha256,
    records,
    firstRecord,
    lastRecord,
    firstArrival,
    lastArrival,
  };
}

async function otherFiles(
  folder: string,
  role: 'stream' | 'set-aside',
  found: readonly { readonly path: string; readonly size: number }[],
): Promise<ManifestFile[]> {
  const files: ManifestFile[] = [];
  for (const { path, size } of found) {
    files.push({
      path,
      role,
      size,
      sha256: await hashFile(join(folder, path)),
      records: null,
      firstRecord: null,
      lastRecord: null,
      firstArrival: null,
      lastArrival: null,
    });
  }
  return files;
}
