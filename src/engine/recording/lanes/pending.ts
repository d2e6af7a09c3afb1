/** The packets and events of one lane that are still awaited in the other. Bounded by its owner. */
import { arrivalMs, member, type MergeRecord, type PacketNumber } from './merge-record.ts';
import { NumberQueue, type Unmatched } from './number-queue.ts';

export class Pending {
  readonly #onEvicted: (unmatched: Unmatched) => void;
  readonly #rows = new Map<string, NumberQueue>();
  /** By content, the oldest first. Equal ones are counted one by one. */
  readonly #contents = new Map<string, Unmatched[]>();
  #size = 0;

  /** @param onEvicted Called with each that the other lane does not have. */
  constructor(onEvicted: (unmatched: Unmatched) => void) {
    this.#onEvicted = onEvicted;
  }

  get size(): number {
    return this.#size;
  }

  addNumber({ row, sequence }: PacketNumber, record: MergeRecord): void {
    let queue = this.#rows.get(row);
    if (queue === undefined) {
      queue = new NumberQueue(sidOf(record) ?? '');
      this.#rows.set(row, queue);
    }
    queue.add(sequence, record.record, arrivalMs(record));
    this.#size += 1;
  }

  takeNumber({ row, sequence }: PacketNumber): boolean {
    const taken = this.#rows.get(row)?.take(sequence) ?? false;
    if (taken) this.#size -= 1;
    return taken;
  }

  addContent(content: string, record: MergeRecord): void {
    const entry = unmatchedOf(record, null);
    const known = this.#contents.get(content);
    if (known === undefined) this.#contents.set(content, [entry]);
    else known.push(entry);
    this.#size += 1;
  }

  takeContent(content: string): boolean {
    const known = this.#contents.get(content);
    if (known === undefined) return false;
    known.shift();
    if (known.length === 0) this.#contents.delete(content);
    this.#size -= 1;
    return true;
  }

  /** Gives up on what arrived before that moment (milliseconds since 1970). */
  evict(before: number): void {
    const gone = (unmatched: Unmatched): void => {
      this.#size -= 1;
      this.#onEvicted(unmatched);
    };
    for (const [row, queue] of this.#rows) {
      queue.evict(before, gone);
      if (queue.size === 0) this.#rows.delete(row);
    }
    for (const [content, entries] of this.#contents) {
      while ((entries[0]?.at ?? Infinity) < before) {
        const entry = entries.shift();
        if (entry !== undefined) gone(entry);
      }
      if (entries.length === 0) this.#contents.delete(content);
    }
  }
}

export function unmatchedOf(record: MergeRecord, number: PacketNumber | null): Unmatched {
  return {
    record: record.record,
    at: arrivalMs(record),
    sid: sidOf(record),
    sequence: number?.sequence ?? null,
  };
}

function sidOf(record: MergeRecord): string | null {
  const sid = member(record, 'sid');
  return typeof sid === 'string' ? sid : null;
}
