/**
 * Which rooms sync now. Bounded in flight: more than the thread pool has threads would only queue in
 * it, and 200 rooms must not ask the disk for 200 syncs at once. The room that has waited longest comes
 * first, so that a slow disk makes all of them late instead of some of them never.
 */
export interface Syncable {
  readonly syncing: boolean;
  readonly dirtySince: number;
  syncDue(nowMs: number): boolean;
  startSync(nowMs: number): void;
}

/** Of Node's thread pool of four, in a process that uses it for nothing else but name look-ups. */
export const MAX_SYNCS_IN_FLIGHT = 4;

/** Starts what may start. Returns how many syncs are under way then. */
export function startSyncs(rooms: Iterable<Syncable>, nowMs: number): number {
  let running = 0;
  const due: Syncable[] = [];
  for (const room of rooms) {
    if (room.syncing) running += 1;
    else if (room.syncDue(nowMs)) due.push(room);
  }
  if (due.length > MAX_SYNCS_IN_FLIGHT - running) due.sort((a, b) => a.dirtySince - b.dirtySince);
  for (const room of due) {
    if (running >= MAX_SYNCS_IN_FLIGHT) break;
    room.startSync(nowMs);
    running += 1;
  }
  return running;
}
