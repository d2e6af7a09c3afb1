/**
 * Two lanes of one recording as one stream of records: what both saw stands there once. A pure function
 * over two readers, with bounded memory (docs/data-format.md, "Lanes").
 */
import type { LaneName } from '../../../shared/records.ts';
import {
  arrivalMs,
  arrivedFirst,
  contentOf,
  mergeClass,
  packetNumber,
  type MergeRecord,
} from './merge-record.ts';
import type { Unmatched } from './number-queue.ts';
import { Pending, unmatchedOf } from './pending.ts';
import { RoomState, sayingOf } from './room-state.ts';

/** A record and the lane that it is taken from: the one where it arrived first. */
export interface MergedRecord<R> {
  readonly lane: LaneName;
  readonly record: R;
}

/** A packet that one lane has and the other has not. */
export interface Missed extends Unmatched {
  /** The lane that has it; `record` is its number there. */
  readonly lane: LaneName;
  /** The lane that has not. */
  readonly missedBy: LaneName;
}

export interface MergeOptions {
  /**
   * Called for each packet that only one lane has, once that is certain; in no particular order. All
   * calls are made before the merged stream ends.
   */
  readonly onMissed?: (missed: Missed) => void;
  /**
   * How much later than the other a lane may have received the same packet, in milliseconds. A lane
   * behind a dead path delivers up to 15 s late (livekit-wire.md §2), a stopped process about as much.
   */
  readonly windowMs?: number;
  /** How many packets may await their match; of more, the oldest are taken as missed. */
  readonly mostPending?: number;
}

const WINDOW_MS = 120_000;
const MOST_PENDING = 1_000_000;
const EVICT_EVERY = 4096;

/**
 * Merges two lanes, each given in its own order. The result is ordered by arrival as far as each lane
 * is; within a lane the order is kept. Packets are matched by their sender's session and number, those
 * without a number by content and count: the result holds each as often as the lane that has it more
 * often. Events of participants, room and session stand there when they bring something new. Records
 * of a lane about itself (`segment`, `link`, `gap`, `note`, …) all stand there.
 */
export async function* mergeLanes<R extends MergeRecord>(
  a: AsyncIterable<R>,
  b: AsyncIterable<R>,
  options: MergeOptions = {},
): AsyncGenerator<MergedRecord<R>> {
  const merge = new Merge(options);
  const sources = { a: a[Symbol.asyncIterator](), b: b[Symbol.asyncIterator]() };
  try {
    const heads: Record<LaneName, R | null> = {
      a: await next(sources.a),
      b: await next(sources.b),
    };
    for (;;) {
      const lane = earlier(heads);
      if (lane === null) break;
      const record = heads[lane];
      if (record === null) break;
      if (merge.take(lane, record, heads)) yield { lane, record };
      heads[lane] = await next(sources[lane]);
    }
    merge.end();
  } finally {
    // A reader that stops in the middle closes the files of both lanes.
    await sources.a.return?.();
    await sources.b.return?.();
  }
}

async function next<R>(source: AsyncIterator<R>): Promise<R | null> {
  const result = await source.next();
  return result.done === true ? null : result.value;
}

function earlier(heads: Readonly<Record<LaneName, MergeRecord | null>>): LaneName | null {
  if (heads.a === null) return heads.b === null ? null : 'b';
  if (heads.b === null) return 'a';
  return arrivedFirst(heads.a, heads.b) ? 'a' : 'b';
}

const OTHER: Readonly<Record<LaneName, LaneName>> = { a: 'b', b: 'a' };

class Merge {
  readonly #options: MergeOptions;
  readonly #pending: Readonly<Record<LaneName, Pending>>;
  readonly #events: Readonly<Record<LaneName, Pending>>;
  readonly #state = new RoomState();
  #sinceEviction = 0;

  constructor(options: MergeOptions) {
    this.#options = options;
    const pending = (lane: LaneName): Pending =>
      new Pending((unmatched) => {
        this.#missed(lane, unmatched);
      });
    this.#pending = { a: pending('a'), b: pending('b') };
    this.#events = { a: new Pending(() => undefined), b: new Pending(() => undefined) };
  }

  /** Whether the record stands in the result. @param heads what each lane has next; null: it ended */
  take(
    lane: LaneName,
    record: MergeRecord,
    heads: Readonly<Record<LaneName, MergeRecord | null>>,
  ): boolean {
    this.#evictNowAndThen(record, heads);
    switch (mergeClass(record)) {
      case 'lane':
        return true;
      case 'event':
        return this.#event(lane, record);
      case 'packet':
        return this.#packet(lane, record, heads[OTHER[lane]]);
    }
  }

  /** Both lanes have ended: nothing will be matched any more. */
  end(): void {
    this.#pending.a.evict(Infinity);
    this.#pending.b.evict(Infinity);
  }

  #packet(lane: LaneName, record: MergeRecord, otherNext: MergeRecord | null): boolean {
    const other = this.#pending[OTHER[lane]];
    const number = packetNumber(record);
    const content = number === null ? contentOf(record) : '';
    const known = number === null ? other.takeContent(content) : other.takeNumber(number);
    if (known) return false;
    // The other lane is read in the order of arrival: what it has next is later than all that it had.
    const given = otherNext === null || arrivalMs(otherNext) - arrivalMs(record) > this.#window;
    if (given) this.#missed(lane, unmatchedOf(record, number));
    else if (number === null) this.#pending[lane].addContent(content, record);
    else this.#pending[lane].addNumber(number, record);
    return true;
  }

  #event(lane: LaneName, record: MergeRecord): boolean {
    const saying = sayingOf(record);
    const content = `${saying.subject} ${saying.says}`;
    if (this.#events[OTHER[lane]].takeContent(content)) return false;
    if (!this.#state.change(saying)) return false;
    this.#events[lane].addContent(content, record);
    return true;
  }

  #missed(lane: LaneName, unmatched: Unmatched): void {
    this.#options.onMissed?.({ ...unmatched, lane, missedBy: OTHER[lane] });
  }

  get #window(): number {
    return this.#options.windowMs ?? WINDOW_MS;
  }

  #evictNowAndThen(
    record: MergeRecord,
    heads: Readonly<Record<LaneName, MergeRecord | null>>,
  ): void {
    this.#sinceEviction += 1;
    if (this.#sinceEviction < EVICT_EVERY) return;
    this.#sinceEviction = 0;
    const now = arrivalMs(record);
    for (const lane of ['a', 'b'] as const) {
      const awaited = heads[OTHER[lane]];
      const pending = this.#pending[lane];
      pending.evict(awaited === null ? Infinity : arrivalMs(awaited) - this.#window);
      this.#events[lane].evict(now - this.#window);
      // Too many: the window becomes shorter, for once.
      for (let window = this.#window / 2; pending.size > this.#most; window /= 2) {
        pending.evict(now - window);
        if (window < 1) pending.evict(Infinity);
      }
    }
  }

  get #most(): number {
    return this.#options.mostPending ?? MOST_PENDING;
  }
}
