const MOST_LEARNED = 500;
const LONGEST = 200_000;

/** Makes damaged copies of messages it has seen. The same seed and the same messages give the same. */
export class Mutator {
  readonly #learned: Uint8Array[] = [];
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761) >>> 0 || 1;
  }

  chance(part: number): boolean {
    return this.#random() < part;
  }

  learn(bytes: Uint8Array): void {
    if (this.#learned.length < MOST_LEARNED) this.#learned.push(bytes);
    else this.#learned[this.below(MOST_LEARNED)] = bytes;
  }

  /** One that was learned, damaged or (one in four) as it was; noise before anything was learned. */
  next(): Uint8Array {
    const known = this.#learned[this.below(this.#learned.length)];
    if (known === undefined) return this.#noise(64);
    return this.chance(0.25) ? known : this.mutate(known);
  }

  /** One that was learned, as it was. */
  learned(): Uint8Array {
    return this.#learned[this.below(this.#learned.length)] ?? new Uint8Array();
  }

  mutate(bytes: Uint8Array): Uint8Array {
    let result: Uint8Array = Uint8Array.from(bytes);
    for (let rounds = 1 + this.below(4); rounds > 0; rounds -= 1) result = this.#once(result);
    return result.subarray(0, LONGEST);
  }

  #once(bytes: Uint8Array): Uint8Array {
    const place = this.below(bytes.length + 1);
    const before = bytes.subarray(0, place);
    switch (this.below(6)) {
      case 0: {
        const flipped = Uint8Array.from(bytes);
        if (place < flipped.length) flipped[place] = this.below(256);
        return flipped;
      }
      case 1:
        return before;
      case 2:
        return joined(before, this.#noise(1 + this.below(40)), bytes.subarray(place));
      case 3:
        return joined(before, bytes.subarray(place + 1 + this.below(20)));
      case 4: {
        const other = this.#learned[this.below(this.#learned.length)] ?? bytes;
        return joined(before, other.subarray(this.below(other.length)));
      }
      default:
        // Long strings where short ones were.
        return joined(before, bytes, bytes, bytes.subarray(place));
    }
  }

  #noise(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** mulberry32: 0 to 1, without 1. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
