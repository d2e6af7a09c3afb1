import { RecorderError, toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { ResumeTokens } from '../state/resume-tokens.ts';
import type { UploadRow } from '../state/upload-rows.ts';
import type { Destination } from './destination.ts';
import type { UploadLedger } from './ledger.ts';
import type { Pace } from './pace.ts';
import { prepareSource } from './prepare.ts';
import type { StepBatch } from './step-batch.ts';

export interface SendContext {
  readonly ledger: UploadLedger;
  /** For the step that every file takes. */
  readonly steps: StepBatch;
  readonly resumes: ResumeTokens;
  readonly dataFolder: string;
  readonly log: Log;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  readonly onProgress: (bytes: number) => void;
}

/**
 * One try of one row: sends its file and writes down what came of it. Throws only when that cannot be
 * written down.
 *
 * @param destination undefined: it went away since the row was taken
 */
export async function sendRow(
  row: UploadRow,
  destination: Destination | undefined,
  { ledger, steps, resumes, dataFolder, log, pace, signal, onProgress }: SendContext,
): Promise<void> {
  const about = { recordingId: row.recordingId, file: row.file, to: row.destination };
  try {
    if (destination === undefined) throw new RecorderError('upload-cancelled', 'no destination');
    const source = await prepareSource(row, dataFolder);
    const { sha256 } = source;
    if (row.sha256 === null) ledger.saveHash(row, sha256);
    signal.throwIfAborted();
    const resume = {
      token: row.resumeToken,
      save: (token: string | null): void => {
        resumes.save(row.id, token);
      },
    };
    const outcome = await destination.put({ ...source, pace }, { signal, onProgress, resume });
    const proven = { ...outcome, sha256, bucket: destination.bucket };
    if (await steps.add(() => ledger.verified(row, proven))) {
      log.info('upload verified', { ...about, bytes: row.size, ...outcome });
    }
  } catch (thrown) {
    // Stopped, paused, cancelled or without destination; a cancelled row has its state already.
    if (signal.aborted || destination === undefined) {
      ledger.interrupted(row);
      return;
    }
    const error = toRecorderError(thrown);
    ledger.failed(row, error);
    log.warn('upload failed', { ...about, code: error.code, reason: error.message });
  }
}
