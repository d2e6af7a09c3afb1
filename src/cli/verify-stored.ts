/** `syncflow-recorder verify s3://…`: uploaded recordings, compared with their manifests. */
import type { RecordingStatus } from '../engine/recording/manifest.ts';
import { describeGap } from '../engine/recording/receipt.ts';
import {
  verifyStored,
  type CheckedBy,
  type StoredVerification,
} from '../engine/restore/verify-stored.ts';
import { withProgress } from './long-work.ts';
import { printJson, printLine } from './output.ts';
import { storedRecording, type StoredFlags } from './stored-place.ts';

export interface StoredFlagsOfVerify extends StoredFlags {
  /** Read every byte, also where the store keeps a SHA-256. */
  readonly read?: boolean;
}

/** @returns The state of the recording that the place names. */
export async function verifyStoredAt(
  place: string,
  flags: StoredFlagsOfVerify,
  json: boolean,
): Promise<RecordingStatus> {
  const stored = storedRecording(place, flags, process.env);
  const work = { done: 'checked', total: null, json, whenCancelled: 'nothing was changed' };
  try {
    const result = await withProgress(work, (progress) =>
      verifyStored(stored, { ...progress, readAll: flags.read ?? false }),
    );
    if (json) printJson(jsonOf(result));
    else for (const line of textOf(result)) printLine(line);
    return result.status;
  } finally {
    stored.close();
  }
}

function jsonOf(result: StoredVerification): unknown {
  const { where, recordingId, status, problems, gaps, checked, manifest } = result;
  return { where, recordingId, status, problems, gaps, counts: manifest.counts, checked };
}

function textOf(result: StoredVerification): string[] {
  const { status, where, problems, gaps, manifest, checked } = result;
  const by = (how: CheckedBy): number => checked.filter((file) => file.by === how).length;
  const known = by('stored-checksum');
  const read = by('whole-read');
  return [
    `${status.padEnd(12)} ${manifest.counts.messages} messages  ${where}`,
    `  ${checked.length} of ${manifest.files.length} file(s) as finalised: ${known} by the SHA-256 that the store keeps, ${read} read whole`,
    ...problems.map((problem) => `  problem: ${problem}`),
    ...gaps.map((gap) => `  gap: ${describeGap(gap)}`),
  ];
}
