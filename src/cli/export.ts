/** `syncflow-recorder export DIR` */
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { exportRecording } from '../engine/exports/export-recording.ts';
import {
  exportExtensions,
  type ExportFormat,
  type ExportRequest,
  type ExportResult,
} from '../engine/exports/export-request.ts';
import { formatBytes } from '../engine/recording/receipt.ts';
import { RecorderError } from '../shared/errors.ts';
import { withProgress } from './long-work.ts';
import { printJson, printLine } from './output.ts';
import { isRecording } from './recordings-at.ts';

/** Something of the recording was missing or could not be read: the same as of `read`. */
const EXIT_MISSING = 3;

export type ExportCommand = Omit<ExportRequest, 'mayNumber'> & { readonly json: boolean };

/**
 * Exports a recording into a file; of an existing folder, into a file in it that is named after the
 * recording. Ctrl-C stops it and leaves nothing behind.
 * @returns Exit code 0; 3 when something of the recording is missing.
 */
export async function exportCommand({ json, ...request }: ExportCommand): Promise<number> {
  const folder = resolve(request.folder);
  if (!isRecording(folder)) throw new RecorderError('usage', `${folder} is not a recording`);
  const work = {
    done: 'exported',
    total: null,
    json,
    whenCancelled: 'nothing was made; the recording is as it was',
  };
  const place = placeOf(resolve(request.out), request.format, folder);
  const result = await withProgress(work, (progress) =>
    exportRecording({ ...request, folder, ...place }, progress),
  );
  if (json) printJson({ type: 'exported', ...result });
  else for (const line of linesOf(result)) printLine(line);
  return result.missing === 0 ? 0 : EXIT_MISSING;
}

/** In a folder that is there the name is ours, and another one is found when it is taken. */
function placeOf(
  out: string,
  format: ExportFormat,
  folder: string,
): Pick<ExportRequest, 'out' | 'mayNumber'> {
  if (!existsSync(out) || !statSync(out).isDirectory()) return { out, mayNumber: false };
  const name = `${basename(folder)}${exportExtensions[format] || `-${format}`}`;
  return { out: join(out, name), mayNumber: true };
}

const rowWords: Readonly<Record<ExportFormat, string>> = {
  csv: 'rows',
  parquet: 'rows',
  jsonl: 'records',
  daemon: 'lines',
  vtt: 'cues',
  events: 'events',
};

function linesOf(result: ExportResult): string[] {
  const { format, path, rows, bytes, missing, unendedStreams, leftOut } = result;
  const lines = [`${rows} ${rowWords[format]}, ${formatBytes(bytes)}: ${path}`];
  if (missing > 0) {
    lines.push(`missing from the recording at ${missing} place(s): verify names them`);
  }
  if (unendedStreams > 0) {
    lines.push(`${unendedStreams} stream(s) have no end and no row: --stream-parts shows them`);
  }
  if (leftOut > 0) {
    lines.push(
      format === 'vtt'
        ? `${leftOut} message(s) before the start were left out`
        : `${leftOut} value(s) beyond the most columns stand in the payload only`,
    );
  }
  return lines;
}
