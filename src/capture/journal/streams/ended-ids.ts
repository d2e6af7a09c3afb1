import type { StreamKind } from './open-stream.ts';

const REMEMBERED = 1024;

/** The streams that ended last: a trailer may follow one that was over with its header. */
export class EndedIds {
  readonly #kinds = new Map<string, StreamKind>();

  add(key: string, kind: StreamKind): void {
    this.#kinds.delete(key);
    this.#kinds.set(key, kind);
    const oldest = this.#kinds.keys().next();
    if (this.#kinds.size > REMEMBERED && oldest.done !== true) this.#kinds.delete(oldest.value);
  }

  kindOf(key: string): StreamKind | undefined {
    return this.#kinds.get(key);
  }
}
