/** The pace of the live feed, of the capture child's batches and of the window's: ten a second. Milliseconds. */
const INTERVAL_MS = 100;
/** By so much a batch follows sooner on one that was late: the rate holds where a process is busy. */
const MAKE_UP_MS = 50;

/** @param dueAt When the batch was due that is sent now. @returns When the next one is. Any monotonic clock. */
export function nextBatchAt(dueAt: number, now: number): number {
  return Math.max(dueAt, now - MAKE_UP_MS) + INTERVAL_MS;
}
