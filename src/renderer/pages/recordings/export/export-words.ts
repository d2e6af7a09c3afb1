/** How far an export is, what came of it, and what is not in it, in words. */
import type { ExportJob } from '../../../../shared/ipc/exports.ts';
import { strings } from '../../../../shared/strings/strings.ts';

const texts = strings.exports.job;

/** How far it is, with rate and rest where they are known. */
export function progressWords(job: ExportJob): string {
  if (job.state === 'waiting') return texts.waits;
  return texts.progress(job.bytes, job.totalBytes, job.bytesPerSecond, job.remainingMs);
}

/** 0 to 100. */
export function percentOf({ bytes: done, totalBytes }: ExportJob): number {
  return totalBytes === null || totalBytes === 0 ? 0 : Math.min(100, (100 * done) / totalBytes);
}

/** What was made, to be read behind its name, and then what is not in it. */
export function resultWords({ result, format }: ExportJob): string[] {
  if (result === null) return [];
  const { rows, bytes, missing, unendedStreams, leftOut } = result;
  const lines = [texts.made(format, rows, bytes)];
  if (missing > 0) lines.push(texts.missing(missing));
  if (unendedStreams > 0) lines.push(texts.unendedStreams(unendedStreams));
  if (leftOut > 0) {
    lines.push(format === 'vtt' ? texts.beforeStart(leftOut) : texts.beyondColumns(leftOut));
  }
  return lines;
}

/** The name of the file or folder, without the way to it. */
export function nameOfPath(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
