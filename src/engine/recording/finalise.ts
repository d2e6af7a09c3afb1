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
import { refuseIfWritten } from './recording-lock.ts';
import { listSetAside, setTornTailsAside } from './recover.ts';
import { scanRecording, type RecordingScan } from './scan.ts';
import { finalStatus } from './status.ts';

/** What only the one who recorded knows of the end of a recording. */
export interface RecordingEnd {
  /** False: nobody recorded when the session ended; an earlier run had stopped before that. */
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
  refuseIfWritten(folder);
  const manifest = await readManifest(folder);
  if (manifest.status !== 'recording') return manifest;
  let scan = await scanRecording(folder);
  const torn = await setTornTailsAside(folder, scan);
  if (torn.length > 0) scan = await scanRecording(folder);
  const participants = scan.summary.participants();
  const gaps = [
    ...scan.summary.gaps,
    ...end.undeclared,
    ...neverJoined(manifest, scan, endedAt),
    ...stoppedEarly(manifest, scan, endReason, endedAt),
    ...(end.recordedToEnd || endReason === 'stopped-by-hand' ? [] : notToTheEnd(scan, endedAt)),
  ];
  const final: Manifest = {
    ...manifest,
    status: finalStatus(scan.problems.length > 0, gaps, participants),
    room: {
      name: manifest.room.name,
      sid: scan.summary.room.sid ?? manifest.room.sid,
      metadata: scan.summary.room.metadata ?? manifest.room.metadata,
    },
    endedAt: endedAt.toISOString(),
    endReason,
    participants,
    files: [...scan.segments.map(segmentFile), ...(await setAsideFiles(folder))],
    counts: scan.summary.counts(scan.corrupt),
    gaps,
    clock: scan.summary.clock,
  };
  await writeManifest(folder, final);
  return final;
}

/** A session that we never got into: nothing on disk could say so, hence the manifest does. */
function neverJoined(manifest: Manifest, scan: RecordingScan, endedAt: Date): GapRecord[] {
  if (scan.summary.lastLink > 0) return [];
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
  scan: RecordingScan,
  endReason: EndReason,
  endedAt: Date,
): GapRecord[] {
  if (endReason !== 'stopped-by-hand' || manifest.session === null) return [];
  return untilTheEnd(scan, endedAt, 'stopped by hand; the session went on');
}

/** The recorder had ended before the session did, and nobody was left to write a record about it. */
function notToTheEnd(scan: RecordingScan, endedAt: Date): GapRecord[] {
  if (scan.summary.lastLink === 0 || scan.summary.ended) return [];
  return untilTheEnd(scan, endedAt, 'the recorder was not running when the session ended');
}

function untilTheEnd({ summary }: RecordingScan, endedAt: Date, detail: string): GapRecord[] {
  if (summary.lastArrival === null) return [];
  return [
    {
      kind: 'gap',
      reason: 'recorder-restart',
      from: summary.lastArrival,
      to: String(BigInt(endedAt.getTime()) * 1_000_000n),
      senders: [...summary.lastSequences()],
      detail,
    },
  ];
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

async function setAsideFiles(folder: string): Promise<ManifestFile[]> {
  const files: ManifestFile[] = [];
  for (const { path, size } of await listSetAside(folder)) {
    files.push({
      path,
      role: 'set-aside',
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
