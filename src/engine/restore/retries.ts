import { setTimeout as sleep } from 'node:timers/promises';
import { toRecorderError } from '../../shared/errors.ts';

const TRIES = 5;
const FIRST_PAUSE_MS = 500;

/**
 * Does it again, up to five times, while its failure is one that passes: 0.5 s, 1 s, 2 s, 4 s apart.
 * Throws the last failure, or the signal's reason.
 */
export async function withRetries<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (thrown) {
      signal.throwIfAborted();
      if (tries >= TRIES || !toRecorderError(thrown).retryable) throw thrown;
    }
    // Whoever cancels finds the signal aborted at the top.
    await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1), undefined, { signal }).catch(() => undefined);
  }
}
