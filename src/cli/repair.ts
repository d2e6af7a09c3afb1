/** `syncflow-recorder repair DIR --out NEW` */
import { describeGap } from '../engine/recording/receipt.ts';
import { repairRecording } from '../engine/recording/repair.ts';
import { software } from '../shared/software.ts';
import { printJson, printLine } from './output.ts';

const PROGRESS_INTERVAL_MS = 1000;

/**
 * Writes a sound copy of a damaged recording. Ctrl-C leaves nothing behind.
 * @returns The exit code: 0. Whatever goes wrong is thrown.
 */
export async function repairCommand(folder: string, out: string, json: boolean): Promise<number> {
  const cancel = new AbortController();
  const onSignal = (): void => {
    cancel.abort(new Error('cancelled; the original is as it was, nothing was left behind'));
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  let bytes = 0;
  let shown = Date.now();
  const onBytes = (more: number): void => {
    bytes += more;
    if (Date.now() - shown < PROGRESS_INTERVAL_MS) return;
    shown = Date.now();
    if (json) printJson({ type: 'progress', bytes });
    else printLine(`  ${Math.round(bytes / 1_000_000)} MB copied`);
  };
  try {
    const { manifest, setAsideBytes } = await repairRecording(folder, out, {
      software: `${software.name} ${software.version}`,
      signal: cancel.signal,
      onBytes,
    });
    const { recordingId, status, counts, gaps } = manifest;
    if (json)
      printJson({
        type: 'repaired',
        folder: out,
        recordingId,
        status,
        counts,
        gaps,
        setAsideBytes,
      });
    else {
      printLine(`${status.padEnd(12)} ${counts.messages} messages  ${out}`);
      for (const gap of gaps) printLine(`  gap: ${describeGap(gap)}`);
      if (setAsideBytes > 0) printLine(`  set aside: ${setAsideBytes} bytes that cannot be read`);
    }
    return 0;
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
