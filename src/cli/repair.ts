/** `syncflow-recorder repair DIR --out NEW` */
import { existsSync } from 'node:fs';
import { describeGap } from '../engine/recording/receipt.ts';
import { repairRecording } from '../engine/recording/repair.ts';
import { software } from '../shared/software.ts';
import { withProgress } from './long-work.ts';
import { printJson, printLine } from './output.ts';
import { segmentBytes } from './recordings-at.ts';

/**
 * Writes a sound copy of a damaged recording. Ctrl-C leaves nothing behind.
 * @returns The exit code: 0. Whatever goes wrong is thrown.
 */
export async function repairCommand(folder: string, out: string, json: boolean): Promise<number> {
  const work = {
    done: 'copied',
    total: existsSync(folder) ? segmentBytes(folder) : null,
    json,
    whenCancelled: 'the original is as it was, nothing was left behind',
  };
  const { manifest, setAsideBytes } = await withProgress(work, (progress) =>
    repairRecording(folder, out, {
      software: `${software.name} ${software.version}`,
      ...progress,
    }),
  );
  const { recordingId, status, counts, gaps } = manifest;
  if (json) {
    const facts = { recordingId, status, counts, gaps, setAsideBytes };
    printJson({ type: 'repaired', folder: out, ...facts });
    return 0;
  }
  printLine(`${status.padEnd(12)} ${counts.messages} messages  ${out}`);
  for (const gap of gaps) printLine(`  gap: ${describeGap(gap)}`);
  if (setAsideBytes > 0) printLine(`  set aside: ${setAsideBytes} bytes that cannot be read`);
  return 0;
}
