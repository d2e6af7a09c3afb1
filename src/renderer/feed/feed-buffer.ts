/**
 * The rows that the window holds of one session's feed: the newest, bounded in number and in bytes.
 * What falls out is in the recording; it is counted, so that the page can say so.
 */
import type { FeedRow } from '../../shared/feed-row.ts';
import { noChoices, withChoices, type FeedChoices } from './feed-filter.ts';

export interface FeedLimits {
  readonly rows: number;
  readonly bytes: number;
}

export const defaultLimits: FeedLimits = { rows: 5000, bytes: 8 * 1024 * 1024 };

export class FeedBuffer {
  readonly #limits: FeedLimits;
  #rows: readonly FeedRow[] = [];
  #bytes = 0;
  #received = 0;
  #skipped = 0;
  #dropped = 0;
  #choices = noChoices;

  constructor(limits: FeedLimits = defaultLimits) {
    this.#limits = limits;
  }

  /** Oldest first. A new array after each change, the same one otherwise. */
  get rows(): readonly FeedRow[] {
    return this.#rows;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Rows that ever came. */
  get received(): number {
    return this.#received;
  }

  /** Messages that were left out on the way here because there were too many. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Rows that came and made room for newer ones. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Senders and topics of every row that ever came. */
  get choices(): FeedChoices {
    return this.#choices;
  }

  append(rows: readonly FeedRow[], skipped: number): void {
    this.#received += rows.length;
    this.#skipped += skipped;
    if (rows.length === 0) return;
    this.#choices = withChoices(this.#choices, rows);
    let bytes = this.#bytes;
    for (const row of rows) bytes += rowBytes(row);
    const all = [...this.#rows, ...rows];
    let from = Math.max(0, all.length - this.#limits.rows);
    for (const gone of all.slice(0, from)) bytes -= rowBytes(gone);
    for (let row = all[from]; bytes > this.#limits.bytes && row !== undefined; row = all[from]) {
      bytes -= rowBytes(row);
      from += 1;
    }
    this.#dropped += from;
    this.#bytes = bytes;
    this.#rows = from === 0 ? all : all.slice(from);
  }

  clear(): void {
    this.#rows = [];
    this.#bytes = 0;
    this.#received = 0;
    this.#skipped = 0;
    this.#dropped = 0;
    this.#choices = noChoices;
  }
}

const ROW_BASE_BYTES = 200;

/** JavaScript holds two bytes for each character at worst. */
function rowBytes({ text, base64, identity, topic }: FeedRow): number {
  const characters =
    (text?.length ?? 0) + (base64?.length ?? 0) + (identity?.length ?? 0) + (topic?.length ?? 0);
  return ROW_BASE_BYTES + 2 * characters;
}
