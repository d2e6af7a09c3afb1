/** `syncflow-recorder verify DIR…`, or `s3://…` */
import type { RecordingStatus } from '../engine/recording/manifest.ts';
import { describeGap } from '../engine/recording/receipt.ts';
import { verifyExitCodes, worseStatus } from '../engine/recording/status.ts';
import { verifyRecording, type Verification } from '../engine/recording/verify.ts';
import { withProgress } from './long-work.ts';
import { printJson, printLine } from './output.ts';
import { recordingsAt, segmentBytes } from './recordings-at.ts';
import { isS3Url } from './stored-place.ts';
import { verifyStoredAt, type StoredFlagsOfVerify } from './verify-stored.ts';

/**
 * Verifies recordings, all recordings of data folders, or uploaded ones. Ctrl-C stops it; it only reads.
 * @returns The exit code: that of the worst recording.
 */
export async function verifyCommand(
  paths: readonly string[],
  json: boolean,
  flags: StoredFlagsOfVerify = {},
): Promise<number> {
  let worst = await verifyFolders(
    paths.filter((path) => !isS3Url(path)),
    json,
  );
  for (const place of paths.filter(isS3Url)) {
    worst = worseStatus(worst, await verifyStoredAt(place, flags, json));
  }
  return verifyExitCodes[worst];
}

async function verifyFolders(paths: readonly string[], json: boolean): Promise<RecordingStatus> {
  const folders: string[] = [];
  for (const path of paths) folders.push(...(await recordingsAt(path)));
  const total = folders.reduce((sum, folder) => sum + segmentBytes(folder), 0);
  const whenCancelled = 'nothing was changed';
  return withProgress({ done: 'checked', total, json, whenCancelled }, async (progress) => {
    let worst: RecordingStatus = 'complete';
    for (const folder of folders) {
      const result = await verifyRecording(folder, progress);
      worst = worseStatus(worst, result.status);
      if (json) printJson(jsonOf(result));
      else for (const line of textOf(result)) printLine(line);
    }
    return worst;
  });
}

function jsonOf(result: Verification): unknown {
  const { folder, recordingId, status, problems, gaps, counts } = result;
  return { folder, recordingId, status, problems, gaps, counts };
}

function textOf(result: Verification): string[] {
  const messages = result.counts?.messages ?? 0;
  return [
    `${result.status.padEnd(12)} ${messages} messages  ${result.folder}`,
    ...result.problems.map((problem) => `  problem: ${problem}`),
    ...result.gaps.map((gap) => `  gap: ${describeGap(gap)}`),
  ];
}
