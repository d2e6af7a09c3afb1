/**
 * Watches the counters that senders put into their payloads (counter-rule.ts), and says which of their
 * numbers did not come. Inside the journal thread only, and only in rooms with a rule.
 */
import { counterIn, counterKey, type CounterRule } from '../../shared/counter-rule.ts';
import type { GapRecord } from '../../shared/records.ts';
import { CounterTrack, type CounterHole } from './counter-track.ts';

/** A hostile sender may use any number of topics: the counter heard longest ago is forgotten. */
const MOST_TRACKS = 1024;
/** More holes than this at once are told as one, with how many numbers of it are missing. */
const MOST_HOLES_TOLD = 8;

export interface CountedPacket {
  readonly identity: string | undefined;
  readonly sid: string | undefined;
  readonly topic: string | undefined;
  /** As text. */
  readonly payload: string;
  /** Arrival, wall clock, nanoseconds. */
  readonly wall: bigint;
}

type Source = Pick<GapRecord, 'identity' | 'sid' | 'topic' | 'counter'>;

export class CounterWatch {
  readonly #rule: CounterRule;
  /** By sender and topic, the one heard longest ago first. */
  readonly #tracks = new Map<string, { readonly source: Source; readonly track: CounterTrack }>();
  #gaps: GapRecord[] = [];

  constructor(rule: CounterRule) {
    this.#rule = rule;
  }

  /** Takes a packet that has no number of its own. @param nowMs any monotonic clock */
  take({ identity, sid, topic, payload, wall }: CountedPacket, nowMs: number): void {
    if (this.#rule.topic?.test(topic ?? '') === false) return;
    const number = counterIn(this.#rule, payload);
    if (number === null) return;
    const key = counterKey({ identity, sid, topic });
    const known = this.#tracks.get(key);
    if (known === undefined) {
      this.#forgetOldest();
      const source: Source = {
        ...(identity === undefined ? {} : { identity }),
        ...(sid === undefined ? {} : { sid }),
        ...(topic === undefined ? {} : { topic }),
        counter: this.#rule.text,
      };
      this.#tracks.set(key, { source, track: new CounterTrack(number, wall) });
      return;
    }
    this.#tracks.delete(key);
    this.#tracks.set(key, known);
    this.#tell(known.source, known.track.take(number, wall, nowMs));
  }

  /** Holes that had time to be filled are told. */
  tick(nowMs: number): void {
    for (const { source, track } of this.#tracks.values()) this.#tell(source, track.due(nowMs));
  }

  /** Nothing more will come. */
  end(): void {
    for (const { source, track } of this.#tracks.values()) this.#tell(source, track.due(Infinity));
  }

  get hasGaps(): boolean {
    return this.#gaps.length > 0;
  }

  takeGaps(): readonly GapRecord[] {
    const gaps = this.#gaps;
    this.#gaps = [];
    return gaps;
  }

  #forgetOldest(): void {
    if (this.#tracks.size < MOST_TRACKS) return;
    for (const [key, { source, track }] of this.#tracks) {
      this.#tell(source, track.due(Infinity));
      this.#tracks.delete(key);
      return;
    }
  }

  #tell(source: Source, holes: readonly CounterHole[]): void {
    const [first] = holes;
    const last = holes.at(-1);
    if (first === undefined || last === undefined) return;
    if (holes.length <= MOST_HOLES_TOLD) {
      for (const hole of holes) this.#gaps.push(gapOf(source, hole, hole));
      return;
    }
    const count = holes.reduce((sum, hole) => sum + hole.last - hole.first + 1, 0);
    this.#gaps.push({ ...gapOf(source, first, last), count });
  }
}

function gapOf(source: Source, first: CounterHole, last: CounterHole): GapRecord {
  return {
    kind: 'gap',
    reason: 'counter',
    from: String(first.from),
    to: String(last.to),
    ...source,
    firstMissing: first.first,
    lastMissing: last.last,
  };
}
