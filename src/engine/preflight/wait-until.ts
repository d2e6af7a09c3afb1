import { setTimeout as sleep } from 'node:timers/promises';
import { RecorderError } from '../../shared/errors.ts';
import { preflightStrings } from '../../shared/strings/preflight.ts';

const LOOK_MS = 150;

/**
 * Looks until there is something.
 * @param look Null: not yet. What it throws ends the waiting.
 * @param late What is told when the time is over.
 * @throws RecorderError `cancelled`, `late()`, or what `look` throws
 */
export async function waitUntil<T>(
  look: () => T | null | Promise<T | null>,
  limitMs: number,
  signal: AbortSignal,
  late: () => RecorderError,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    refuseCancelled(signal);
    const found = await look();
    if (found !== null) return found;
    if (performance.now() >= end) throw late();
    await sleep(LOOK_MS);
  }
}

/** @throws RecorderError `cancelled` */
export function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new RecorderError('cancelled', preflightStrings.roundTrip.cancelled);
}
