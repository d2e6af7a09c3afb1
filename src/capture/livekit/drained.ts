import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;
const QUIET_MS = 30;
const LONGEST_MS = 500;

/**
 * Waits until natively queued packets have reached us: closing a peer connection throws its queue away.
 * @param count packets so far; @returns after 30 ms without a new one, or after 500 ms
 */
export async function drained(count: () => number): Promise<void> {
  const started = performance.now();
  let last = count();
  let quietSince = started;
  for (let now = started; now - quietSince < QUIET_MS && now - started < LONGEST_MS;) {
    await sleep(LOOK_EVERY_MS);
    now = performance.now();
    const current = count();
    if (current !== last) quietSince = now;
    last = current;
  }
}
