/** `syncflow-recorder receipt DIR` */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { storedFiles } from '../engine/library/stored-files.ts';
import { writeNew } from '../engine/exports/write-new.ts';
import { readManifest } from '../engine/recording/manifest.ts';
import { receiptHtml, type StoredFile } from '../engine/recording/receipt-html.ts';
import { receiptLines } from '../engine/recording/receipt.ts';
import { openState } from '../engine/state/state-database.ts';
import type { Log } from '../shared/log.ts';
import { printJson, printLine } from './output.ts';

export interface ReceiptCommand {
  /** The recording. */
  readonly dir: string;
  /** The file to make; null: printed. */
  readonly out: string | null;
  readonly json: boolean;
  readonly log: Log;
}

/**
 * Prints the receipt of a recording, or writes it as an HTML file. Uploads are in the file where the
 * recording lies in the data folder of its recorder.
 * @throws RecorderError recording-damaged, export-exists, …
 */
export async function receiptCommand({ dir, out, json, log }: ReceiptCommand): Promise<number> {
  const folder = resolve(dir);
  const manifest = await readManifest(folder);
  if (out === null) {
    if (json) printJson({ type: 'receipt', folder, manifest });
    else for (const line of receiptLines(manifest, folder)) printLine(line);
    return 0;
  }
  const stored = storedOf(folder, manifest.recordingId, log);
  const text = receiptHtml({ manifest, folder, stored, writtenAt: new Date() });
  const path = await writeNew(resolve(out), text, false);
  if (json) printJson({ type: 'receipt', folder, path });
  else printLine(path);
  return 0;
}

/** <data folder>/recordings/<project>/<recording>. Null where there is no state file. */
function storedOf(folder: string, recordingId: string, log: Log): readonly StoredFile[] | null {
  const file = join(folder, '..', '..', '..', 'state.sqlite');
  if (!existsSync(file)) return null;
  const state = openState(file, log);
  try {
    return storedFiles(state.uploads, recordingId);
  } finally {
    state.close();
  }
}
