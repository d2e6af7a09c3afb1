/** Which records of streams stand for the whole stream, and which streams never end. */
import type { AnyRecord } from '../recording/lines.ts';

/** Of more, the oldest are forgotten, and counted as without an end. */
const MOST = 10_000;

export class OpenStreams {
  readonly #open = new Set<string>();
  #forgotten = 0;

  /** False for the packets of a stream: its `end` is its row. */
  isRow(record: AnyRecord): boolean {
    if (record.kind !== 'text-stream' && record.kind !== 'byte-stream') return true;
    const { part, stream, sid, identity }: Record<string, unknown> = record;
    const key = JSON.stringify([sid, identity, stream]);
    if (part === 'end') {
      this.#open.delete(key);
      return true;
    }
    // What comes after the end (a late trailer) opens nothing: only what carries content does.
    if (part === 'header' || part === 'chunk') this.#add(key);
    return false;
  }

  /** Streams of which packets came and no end. */
  get open(): number {
    return this.#open.size + this.#forgotten;
  }

  #add(key: string): void {
    this.#open.add(key);
    if (this.#open.size <= MOST) return;
    for (const oldest of this.#open) {
      this.#open.delete(oldest);
      this.#forgotten += 1;
      break;
    }
  }
}
