/**
 * A disk that refuses, from the first refusal to the record that closes the matter, and what all
 * refusals together have cost.
 */
import type { JournalCounters } from '../../shared/capture-protocol.ts';
import type { GapRecord, NoteRecord } from '../../shared/records.ts';
import { describeDiskError, type DiskFailure } from './disk-errors.ts';
import { Unwritten } from './unwritten.ts';
import { bodiesOf } from './written-lines.ts';

const RETRY_INTERVAL_MS = 1000;

interface Fault extends DiskFailure {
  /** Wall clock (ns): from here on nothing is certain to be on disk. */
  from: bigint;
  retryAtMs: number;
  lost: number;
  doubtful: number;
}

export class DiskTrouble {
  /** What of the lost records is to be declared besides. */
  readonly unwritten = new Unwritten();
  #fault: Fault | null = null;
  #rescued: Buffer | null = null;
  #total = 0;

  /** The disk refuses now. */
  get active(): boolean {
    return this.#fault !== null;
  }

  get view(): JournalCounters['error'] {
    return this.#fault === null ? null : { code: this.#fault.code, message: this.#fault.message };
  }

  /** Records that are not on disk, or cannot be believed to be, since the beginning. */
  get total(): number {
    return this.#total;
  }

  /** Lines whose sync failed, to be written again. */
  get rescued(): Buffer {
    return this.#rescued ?? Buffer.alloc(0);
  }

  retryDue(nowMs: number): boolean {
    return this.#fault !== null && nowMs >= this.#fault.retryAtMs;
  }

  /** @param from Wall clock (ns) from when on records may be lost by it. */
  refused(error: unknown, from: bigint, nowMs: number): void {
    const retryAtMs = nowMs + RETRY_INTERVAL_MS;
    const known = this.#fault ?? { from, lost: 0, doubtful: 0 };
    this.#fault = { ...known, ...describeDiskError(error), retryAtMs };
  }

  /** That many records are not on disk. @param from Wall clock (ns) of the first. */
  lost(records: number, from: bigint): void {
    this.#count(records, from);
    if (this.#fault !== null) this.#fault.lost += records;
  }

  /** That many written records may have been kept or not. @param from As for `lost`. */
  doubtful(records: number, from: bigint): void {
    this.#count(records, from);
    if (this.#fault !== null) this.#fault.doubtful += records;
  }

  rescue(lines: Buffer): void {
    this.#rescued = lines;
  }

  /** What was rescued cannot be written any more. */
  giveUp(from: bigint): void {
    const records = [...bodiesOf(this.rescued)].length;
    this.#rescued = null;
    if (records > 0) this.lost(records, from);
  }

  /** All that the journal says of it once the disk takes bytes again, as JSON. Parameters as for `record`. */
  records(to: bigint, rewritten: number): string[] {
    const record = this.record(to, rewritten);
    return [...(record === null ? [] : [JSON.stringify(record)]), ...this.unwritten.records()];
  }

  /** The same in one gap, for the manifest: the disk refused to the end. */
  undeclared(to: bigint): GapRecord | null {
    const record = this.record(to, 0);
    if (record?.kind !== 'gap') return null;
    const { earliest } = this.unwritten;
    if (earliest === null || earliest >= BigInt(record.from ?? 0)) return record;
    return { ...record, from: String(earliest) };
  }

  /**
   * What the journal says of it once the disk takes bytes again, or null: nothing worth a line.
   * @param rewritten Records that are written again with it.
   */
  record(to: bigint, rewritten: number): GapRecord | NoteRecord | null {
    if (this.#fault === null) return null;
    const { message, from, lost, doubtful } = this.#fault;
    const again = `after a sync failed, ${rewritten} records were written again: ${message}`;
    if (lost + doubtful === 0) return rewritten === 0 ? null : { kind: 'note', text: again };
    const details = [
      message,
      ...(doubtful > 0 ? [`${doubtful} written records may not have been kept`] : []),
      ...(rewritten > 0 ? [again] : []),
    ];
    const bounds = { from: String(from), to: String(to) };
    return { kind: 'gap', reason: 'disk', ...bounds, count: lost, detail: details.join('; ') };
  }

  /** The record of it is on disk. */
  over(): void {
    this.#fault = null;
    this.#rescued = null;
    this.unwritten.clear();
  }

  #count(records: number, from: bigint): void {
    this.#total += records;
    if (this.#fault !== null && from < this.#fault.from) this.#fault.from = from;
  }
}
