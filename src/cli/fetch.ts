/** `syncflow-recorder fetch PLACE --out DIR`: brings an uploaded recording back. */
import { resolve } from 'node:path';
import { verifyExitCodes } from '../engine/recording/status.ts';
import { receiptLines } from '../engine/recording/receipt.ts';
import { fetchRecording } from '../engine/restore/fetch-recording.ts';
import { withProgress } from './long-work.ts';
import { printJson, printLine } from './output.ts';
import { storedRecording, type StoredFlags } from './stored-place.ts';

/** Free space that fetching leaves on the disk. */
const RESERVE_BYTES = 500e6;

export interface FetchCommand {
  readonly place: string;
  readonly out: string;
  readonly flags: StoredFlags;
  readonly json: boolean;
}

/**
 * Ctrl-C stops it; the same command goes on where it ended.
 * @returns As `verify`: what the recording is worth
 */
export async function fetchCommand({ place, out, flags, json }: FetchCommand): Promise<number> {
  const stored = storedRecording(place, flags, process.env);
  const whenCancelled = 'what is there stays; the same command goes on from here';
  const work = { done: 'fetched', total: null, json, whenCancelled };
  try {
    const { manifest, folder, kept, fetched } = await withProgress(work, (progress) =>
      fetchRecording(stored, { ...progress, out: resolve(out), reserveBytes: RESERVE_BYTES }),
    );
    const { recordingId, status } = manifest;
    if (json) printJson({ type: 'fetched', folder, recordingId, status, fetched, kept });
    else {
      const before = kept === 0 ? '' : `, ${kept} were there already`;
      printLine(
        `${fetched} file(s) fetched${before}; each has the size and SHA-256 of the manifest`,
      );
      for (const line of receiptLines(manifest, folder)) printLine(line);
    }
    return verifyExitCodes[status];
  } finally {
    stored.close();
  }
}
