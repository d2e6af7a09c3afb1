/** Which causes are new: each is told once, and again only after it was away for a while. */
import type { Notice } from './notices.ts';

/** A cause that comes and goes within this time is the same one still. */
export const FORGET_MS = 10 * 60_000;

export class NoticeBoard {
  /** Key → when it was last there. */
  readonly #known = new Map<string, number>();

  /** @param notices All that are there now. @param now Unix milliseconds. @returns Those to be told. */
  update(notices: readonly Notice[], now: number): Notice[] {
    for (const [key, at] of this.#known) {
      if (now - at > FORGET_MS) this.#known.delete(key);
    }
    const fresh = notices.filter(({ key }) => !this.#known.has(key));
    for (const { key } of notices) this.#known.set(key, now);
    return fresh;
  }
}
