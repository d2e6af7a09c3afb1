/**
 * The bounded queue between reception and the journal thread: one producer, one consumer, one
 * SharedArrayBuffer. The producer never waits; a full ring is the caller's business (see RingFeeder).
 *
 * Positions count 8-byte units and wrap at 2^32. An entry is contiguous: a 32-byte head and the
 * payload, padded to 8 bytes. What does not fit before the end of the buffer starts at its beginning,
 * after a head whose length is SKIP. A ring that is empty starts at its beginning again as well once it
 * has come some way: so the memory behind is touched only when the consumer falls behind, and what is
 * used stays in the processor's cache.
 */
const CONTROL_BYTES = 64;
const HEAD_BYTES = 32;
const SKIP = 0xffff_ffff;
const HEAD = 0;
const TAIL = 1;
const SLEEPING = 2;
/** Never changes: to wait on it is to sleep. */
const STILL = 3;
/** An empty ring that has come so far, or through a quarter of a small one, goes back to its beginning. */
const RESTART_BYTES = 256 * 1024;

/** What an entry is: a packet of one of three channels, an event record, or a command to the thread. */
export const ringTags = {
  reliable: 0,
  lossy: 1,
  'data-track': 2,
  event: 3,
  command: 4,
} as const;
export type RingTag = keyof typeof ringTags;
/** The same as a look into the table, which costs more than all of them where the name is not known. */
function numberOf(tag: RingTag): number {
  if (tag === 'reliable') return ringTags.reliable;
  if (tag === 'lossy') return ringTags.lossy;
  return ringTags[tag];
}

const tagNames: readonly RingTag[] = ['reliable', 'lossy', 'data-track', 'event', 'command'];

export interface RingEntry {
  readonly room: number;
  readonly link: number;
  readonly tag: RingTag;
  readonly wall: bigint;
  readonly monotonic: bigint;
  /** A view into the ring: valid until `release()`. Not a Buffer, which costs three times as much. */
  readonly payload: Uint8Array;
}

interface RingViews {
  readonly control: Int32Array;
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly times: BigInt64Array;
  readonly shared: SharedArrayBuffer;
  readonly units: number;
  readonly restartAt: number;
}

/** @param ringBytes Capacity in bytes, a power of two of at least 4 KiB. */
export function createRingBuffer(ringBytes: number): SharedArrayBuffer {
  if (ringBytes < 4096 || (ringBytes & (ringBytes - 1)) !== 0) {
    throw new RangeError(`ring size must be a power of two of at least 4096, not ${ringBytes}`);
  }
  return new SharedArrayBuffer(CONTROL_BYTES + ringBytes);
}

function viewsOf(shared: SharedArrayBuffer): RingViews {
  const size = shared.byteLength - CONTROL_BYTES;
  return {
    control: new Int32Array(shared, 0, CONTROL_BYTES / 4),
    bytes: new Uint8Array(shared, CONTROL_BYTES, size),
    words: new Uint32Array(shared, CONTROL_BYTES, size / 4),
    times: new BigInt64Array(shared, CONTROL_BYTES, size / 8),
    shared,
    units: size / 8,
    restartAt: Math.min(RESTART_BYTES, size / 4) / 8,
  };
}

const unitsFor = (payloadBytes: number): number => (HEAD_BYTES + payloadBytes + 7) >>> 3;

/** The producer's end. */
export class RingWriter {
  readonly #views: RingViews;
  #peakUnits = 0;

  constructor(shared: SharedArrayBuffer) {
    this.#views = viewsOf(shared);
  }

  get sizeBytes(): number {
    return this.#views.units * 8;
  }

  /** The most that was ever used. */
  get peakBytes(): number {
    return this.#peakUnits * 8;
  }

  /** The largest payload that one entry may have: half the ring, so that a wrap always finds room. */
  get maxPayload(): number {
    return this.#views.units * 4 - HEAD_BYTES;
  }

  get usedBytes(): number {
    const { control } = this.#views;
    return ((Atomics.load(control, HEAD) - Atomics.load(control, TAIL)) >>> 0) * 8;
  }

  /** False when there is no room; nothing was written then. */
  push(
    room: number,
    link: number,
    tag: RingTag,
    wall: bigint,
    monotonic: bigint,
    payload: Uint8Array,
  ): boolean {
    const { control, words, times, bytes, units, restartAt } = this.#views;
    const needed = unitsFor(payload.length);
    const head = Atomics.load(control, HEAD) >>> 0;
    const used = (head - Atomics.load(control, TAIL)) >>> 0;
    const free = units - used;
    let at = head & (units - 1);
    const untilEnd = units - at;
    const restarts = used === 0 && at >= restartAt && needed + untilEnd <= free;
    const skipped = needed > untilEnd || restarts ? untilEnd : 0;
    if (needed + skipped > free) return false;
    if (skipped > 0) {
      words[at * 2] = SKIP;
      at = 0;
    }
    words[at * 2] = payload.length;
    words[at * 2 + 1] = room;
    words[at * 2 + 2] = link;
    words[at * 2 + 3] = numberOf(tag);
    times[at + 2] = wall;
    times[at + 3] = monotonic;
    bytes.set(payload, at * 8 + HEAD_BYTES);
    Atomics.store(control, HEAD, (head + skipped + needed) | 0);
    if (used + needed > this.#peakUnits) this.#peakUnits = used + needed;
    if (Atomics.load(control, SLEEPING) === 1) Atomics.notify(control, HEAD);
    return true;
  }
}

/** The consumer's end; lives in the journal thread. */
export class RingReader {
  readonly #views: RingViews;
  #pending = 0;

  constructor(shared: SharedArrayBuffer) {
    this.#views = viewsOf(shared);
  }

  /** The next entry, or null when there is none. Call `release()` before reading the one after. */
  read(): RingEntry | null {
    const { control, words, times, shared, units } = this.#views;
    const head = Atomics.load(control, HEAD) >>> 0;
    let tail = Atomics.load(control, TAIL) >>> 0;
    if (head === tail) return null;
    let at = tail & (units - 1);
    if (words[at * 2] === SKIP) {
      tail = (tail + units - at) >>> 0;
      Atomics.store(control, TAIL, tail | 0);
      at = 0;
    }
    const length = words[at * 2] ?? 0;
    this.#pending = unitsFor(length);
    const start = at * 8 + HEAD_BYTES;
    return {
      room: words[at * 2 + 1] ?? 0,
      link: words[at * 2 + 2] ?? 0,
      tag: tagNames[words[at * 2 + 3] ?? 0] ?? 'reliable',
      wall: times[at + 2] ?? 0n,
      monotonic: times[at + 3] ?? 0n,
      payload: new Uint8Array(shared, CONTROL_BYTES + start, length),
    };
  }

  /** Gives the space of the entry that was read back to the producer. */
  release(): void {
    const { control } = this.#views;
    Atomics.store(control, TAIL, (Atomics.load(control, TAIL) + this.#pending) | 0);
    this.#pending = 0;
  }

  /** Blocks this thread for so long, whatever is pushed meanwhile: the producer need not wake anyone. */
  pause(ms: number): void {
    Atomics.wait(this.#views.control, STILL, 0, ms);
  }

  /** Blocks this thread until something is pushed, at most so long. */
  wait(timeoutMs: number): void {
    const { control } = this.#views;
    const tail = Atomics.load(control, TAIL);
    Atomics.store(control, SLEEPING, 1);
    Atomics.wait(control, HEAD, tail, timeoutMs);
    Atomics.store(control, SLEEPING, 0);
  }
}
