/** `syncflow-recorder verify DIR…` */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../shared/layout.ts';
import { RecorderError } from '../shared/errors.ts';
import { listRecordings } from '../engine/recording/folders.ts';
import type { RecordingStatus } from '../engine/recording/manifest.ts';
import { describeGap } from '../engine/recording/receipt.ts';
import { verifyExitCodes, worseStatus } from '../engine/recording/status.ts';
import { verifyRecording, type Verification } from '../engine/recording/verify.ts';
import { printJson, printLine } from './output.ts';

/**
 * Verifies recordings, or all recordings of data folders.
 * @returns The exit code: that of the worst recording.
 */
export async function verifyCommand(paths: readonly string[], json: boolean): Promise<number> {
  const folders: string[] = [];
  for (const path of paths) folders.push(...(await recordingsAt(path)));
  let worst: RecordingStatus = 'complete';
  for (const folder of folders) {
    const result = await verifyRecording(folder);
    worst = worseStatus(worst, result.status);
    if (json) printJson(jsonOf(result));
    else for (const line of textOf(result)) printLine(line);
  }
  return verifyExitCodes[worst];
}

async function recordingsAt(path: string): Promise<string[]> {
  if (existsSync(join(path, MANIFEST_FILE))) return [path];
  const inside = await listRecordings(path);
  if (inside.length > 0) return inside;
  throw new RecorderError(
    'usage',
    `${path} is neither a recording nor a data folder with recordings`,
  );
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
