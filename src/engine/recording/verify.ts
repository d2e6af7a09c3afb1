/** Verification: reads a recording again, from the disk alone, and compares it with its manifest. */
import { stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { toRecorderError } from '../../shared/errors.ts';
import type { GapRecord } from '../../shared/records.ts';
import { compareTallies } from './compare-tallies.ts';
import { hashFile } from './file-hash.ts';
import {
  readManifest,
  type Counts,
  type Manifest,
  type ManifestFile,
  type RecordingStatus,
} from './manifest.ts';
import type { SegmentScan } from './scan.ts';
import { lanePath } from './lanes/lane-folder.ts';
import { passLanes } from './lanes/lane-pass.ts';
import { recordingFacts } from './lanes/recording-facts.ts';
import { scanLanes, type RecordingLane } from './lanes/recording-lanes.ts';
import { finalStatus, worseStatus } from './status.ts';

export interface Verification {
  readonly folder: string;
  readonly recordingId: string | null;
  readonly status: RecordingStatus;
  /** What is wrong, in words. */
  readonly problems: readonly string[];
  readonly gaps: readonly GapRecord[];
  readonly counts: Counts | null;
  readonly manifest: Manifest | null;
}

export interface VerifyOptions {
  /** Stops it; it then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called about every mebibyte with the bytes read since. */
  readonly onBytes?: (bytes: number) => void;
}

/** Never throws for what is wrong with the recording: that is the result. */
export async function verifyRecording(
  folder: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  let manifest: Manifest;
  try {
    manifest = await readManifest(folder);
  } catch (error) {
    const problems = [toRecorderError(error).message];
    return {
      folder,
      recordingId: null,
      status: 'damaged',
      problems,
      gaps: [],
      counts: null,
      manifest: null,
    };
  }
  const final = manifest.status !== 'recording';
  // The hashes of a final recording vouch for sizes.
  const lanes = await scanLanes(folder, { ...options, sizes: !final });
  const [a, b] = lanes;
  const pass = a === undefined || b === undefined ? null : await passLanes(a, b);
  const facts = recordingFacts(lanes, pass);
  const problems = [...facts.problems, ...foreignSegments(manifest, lanes)];
  if (final) {
    problems.push(...(await compareFiles(folder, manifest, lanes)));
    problems.push(...compareTallies(manifest, facts));
  }
  const gaps = final ? manifest.gaps : facts.gaps;
  const found = finalStatus(problems.length > 0, gaps, facts.participants);
  return {
    folder,
    recordingId: manifest.recordingId,
    status: worseStatus(found, manifest.status),
    problems,
    gaps,
    counts: final ? { ...facts.counts, bytes: manifest.counts.bytes } : facts.counts,
    manifest,
  };
}

/** A segment of another recording, copied here by mistake, has sound lines and numbers. */
function foreignSegments(manifest: Manifest, lanes: readonly RecordingLane[]): string[] {
  return lanes.flatMap(({ lane, scan }) =>
    scan.segments
      .filter(({ recordingId }) => recordingId !== null && recordingId !== manifest.recordingId)
      .map(
        ({ file, recordingId }) => `${lanePath(lane, file)} belongs to recording ${recordingId}`,
      ),
  );
}

async function compareFiles(
  folder: string,
  manifest: Manifest,
  lanes: readonly RecordingLane[],
): Promise<string[]> {
  const problems: string[] = [];
  const segments = lanes.flatMap(({ lane, scan }) =>
    scan.segments.map((segment) => ({ ...segment, file: lanePath(lane, segment.file) })),
  );
  const listed = new Set(manifest.files.map((file) => file.path));
  for (const segment of segments) {
    if (!listed.has(segment.file)) problems.push(`${segment.file} is not in the manifest`);
  }
  for (const file of manifest.files) {
    const scanned = segments.find((segment) => segment.file === file.path);
    const found = scanned ?? (await hashOther(folder, file.path));
    if (found === null) problems.push(`${file.path} is missing`);
    else if (found.size !== file.size || found.sha256 !== file.sha256) {
      problems.push(`${file.path} is not the file that was finalised (size or SHA-256 differ)`);
    } else if (scanned !== undefined && !sameNumbers(file, scanned)) {
      problems.push(`the manifest gives other records or times of ${file.path} than it holds`);
    }
  }
  return problems;
}

function sameNumbers(file: ManifestFile, segment: SegmentScan): boolean {
  return (
    file.records === segment.records &&
    file.firstRecord === segment.firstRecord &&
    file.lastRecord === segment.lastRecord &&
    file.firstArrival === segment.firstArrival &&
    file.lastArrival === segment.lastArrival
  );
}

async function hashOther(
  folder: string,
  path: string,
): Promise<{ size: number; sha256: string } | null> {
  // A manifest from elsewhere must not make us read outside its folder.
  if (isAbsolute(path) || normalize(path).startsWith('..')) return null;
  try {
    const { size } = await stat(join(folder, path));
    return { size, sha256: await hashFile(join(folder, path)) };
  } catch {
    return null;
  }
}
