/** Work that takes its time: shows how far it is, and can be cancelled. */
import { formatBytes } from '../engine/recording/receipt.ts';
import { RecorderError } from '../shared/errors.ts';
import { printJson } from './output.ts';

const INTERVAL_MS = 500;
/** What shells say of a program that Ctrl-C has ended. */
export const EXIT_CANCELLED = 130;
const CLEAR_LINE = '\r\u001b[K';

export interface LongWork {
  /** What is being done, for instance `checked`. */
  readonly done: string;
  /** Bytes that there are to do; null when that is not known. */
  readonly total: number | null;
  readonly json: boolean;
  /** What has become of the data when it is cancelled. */
  readonly whenCancelled: string;
}

export interface Progress {
  readonly signal: AbortSignal;
  /** So many bytes more are done; fewer than none when some have to be done again. */
  readonly onBytes: (bytes: number) => void;
  /** How many bytes there are to do, where that is found out on the way. */
  readonly onTotal: (bytes: number) => void;
}

/**
 * Does it, telling on a terminal (standard error) or in JSON lines how far it is, twice a second.
 * @throws RecorderError `cancelled` after Ctrl-C or SIGTERM
 */
export async function withProgress<T>(
  { done, total: known, json, whenCancelled }: LongWork,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const cancel = new AbortController();
  const onSignal = (): void => {
    cancel.abort(new RecorderError('cancelled', `cancelled; ${whenCancelled}`));
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const terminal = !json && process.stderr.isTTY;
  let bytes = 0;
  let total = known;
  let shownAt = performance.now();
  const onBytes = (more: number): void => {
    bytes += more;
    if (performance.now() - shownAt < INTERVAL_MS) return;
    shownAt = performance.now();
    if (json) printJson({ type: 'progress', bytes, total });
    else if (terminal) process.stderr.write(`${CLEAR_LINE}  ${describe(bytes, total)} ${done}`);
  };
  try {
    const onTotal = (all: number): void => {
      total = all;
    };
    return await work({ signal: cancel.signal, onBytes, onTotal });
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    if (terminal) process.stderr.write(CLEAR_LINE);
  }
}

function describe(bytes: number, total: number | null): string {
  if (total === null || total === 0) return formatBytes(bytes);
  const share = Math.min(100, Math.floor((bytes / total) * 100));
  return `${share} % of ${formatBytes(total)}`;
}
