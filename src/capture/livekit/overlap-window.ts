import { hash } from 'node:crypto';

/** About 10 MB. A handover takes seconds; at 10,000 lossy packets a second this is five of them. */
const MOST_ENTRIES = 50_000;

/**
 * Recognises unnumbered packets (lossy, server-sent, old SDKs) that come over two links at once while one
 * link hands over to the next. Both get byte-identical packets (measured), so the n-th copy of the same
 * bytes on one link is the n-th copy on the other. When the window overflows it begins anew: a packet
 * may then be recorded twice, none is lost.
 */
export class OverlapWindow {
  readonly #counts = new Map<string, Map<number, number>>();

  /** False: the other link has brought this packet already. */
  take(link: number, bytes: Uint8Array): boolean {
    const key = hash('sha256', bytes, 'base64');
    let counts = this.#counts.get(key);
    if (counts === undefined) {
      if (this.#counts.size >= MOST_ENTRIES) this.#counts.clear();
      counts = new Map();
      this.#counts.set(key, counts);
    }
    const mine = (counts.get(link) ?? 0) + 1;
    counts.set(link, mine);
    for (const [other, count] of counts) if (other !== link && count >= mine) return false;
    return true;
  }
}
