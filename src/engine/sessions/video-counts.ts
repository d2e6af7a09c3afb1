import type { SyncflowSession } from '../syncflow/schemas.ts';

/** How many recordings of its own SyncFlow told of each Started session, to notice when that changes. */
export class VideoCounts {
  readonly #counts = new Map<string, number>();

  /** @returns The sessions of which SyncFlow has begun or ended a recording since the last list. */
  changed(list: readonly SyncflowSession[]): readonly string[] {
    const started = list.filter(({ status }) => status === 'Started');
    const changed: string[] = [];
    for (const { id, numRecordings } of started) {
      if ((this.#counts.get(id) ?? 0) === numRecordings) continue;
      this.#counts.set(id, numRecordings);
      changed.push(id);
    }
    const ids = new Set(started.map(({ id }) => id));
    for (const id of this.#counts.keys()) if (!ids.has(id)) this.#counts.delete(id);
    return changed;
  }
}
