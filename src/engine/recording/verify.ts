/** Verification: reads a recording again, from the disk alone, and compares it with its manifest. */
import { stat } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import { toRecorderError } from '../../shared/errors.ts';
import type { GapRecord } from '../../shared/records.ts';
import { hashFile } from './file-hash.ts';
import { readManifest, type Counts, type Manifest, type RecordingStatus } from './manifest.ts';
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

/** Never throws for what is wrong with the recording: that is the result. */
export async function verifyRecording(folder: string): Promise<Verification> {
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
  const lanes = await scanLanes(folder);
  const [a, b] = lanes;
  const pass = a === undefined || b === undefined ? null : await passLanes(a, b);
  const facts = recordingFacts(lanes, pass);
  const final = manifest.status !== 'recording';
  const wrongFiles = final ? await compareFiles(folder, manifest, lanes) : [];
  const problems = [...facts.problems, ...wrongFiles];
  const { counts } = facts;
  if (final && counts.messages !== manifest.counts.messages) {
    problems.push(
      `the manifest counts ${manifest.counts.messages} messages, the segments hold ${counts.messages}`,
    );
  }
  const gaps = final ? manifest.gaps : facts.gaps;
  const found = finalStatus(problems.length > 0, gaps, facts.participants);
  return {
    folder,
    recordingId: manifest.recordingId,
    status: worseStatus(found, manifest.status),
    problems,
    gaps,
    counts,
    manifest,
  };
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
    }
  }
  return problems;
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
