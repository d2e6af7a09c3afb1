/**
 * Which numbers of the counters in payloads (`counter` gaps) the other lane has. Payloads are read only
 * of the counters that left a gap, and only around it; without such gaps there is nothing of this.
 */
import {
  counterIn,
  counterKey,
  parseCounterRule,
  type CounterRule,
} from '../../../shared/counter-rule.ts';
import type { GapFilledRecord, GapRecord, KnownRecord, LaneName } from '../../../shared/records.ts';
import { isKnownRecord, type AnyRecord } from '../lines.ts';
import { CounterGaps } from './counter-gaps.ts';
import { OpenCounterGap } from './counter-gap.ts';
import { arrivalMs } from './merge-record.ts';

/** A `counter` gap of a lane that no `gap-filled` record deals with. */
export interface LaneCounterGap {
  readonly lane: LaneName;
  /** The number of the gap record there. */
  readonly record: number;
  readonly gap: GapRecord;
}

/**
 * So long before or after a gap a packet of the other lane may have come and be of it: as long as one lane
 * alone waits for a number (counter-track.ts). A lane that lags behind by more does not fill it.
 */
const NEAR_MS = 2_000;
/** Around that, the lane's own packets of the same number are looked at. */
const OWN_MS = 2 * NEAR_MS;
/** Packets remembered at most until both lanes are read; gaps that need more stay as they are. */
const MOST_HELD = 1_000_000;

type DataRecord = Extract<KnownRecord, { kind: 'data' }>;

interface Counter {
  readonly rule: CounterRule;
  readonly gaps: CounterGaps;
}

export class CounterFilling {
  readonly #mostHeld: number;
  readonly #open: readonly OpenCounterGap[];
  /** By `counterKey`; more than one where the rule was changed meanwhile. */
  readonly #counters = new Map<string, Counter[]>();
  #held = 0;

  constructor(gaps: readonly LaneCounterGap[], mostHeld = MOST_HELD) {
    this.#mostHeld = mostHeld;
    const sources = new Map<string, { key: string; rule: CounterRule; open: OpenCounterGap[] }>();
    for (const one of gaps) {
      const open = opened(one);
      // Earlier versions did not say where in the payload the counter stands.
      const rule = parseCounterRule(one.gap.counter ?? '');
      if (open === null || rule === null) continue;
      const key = counterKey(one.gap);
      const source = `${rule.text}\n${key}`;
      const known = sources.get(source);
      if (known === undefined) sources.set(source, { key, rule, open: [open] });
      else known.open.push(open);
    }
    this.#open = [...sources.values()].flatMap(({ open }) => open);
    for (const { key, rule, open } of sources.values()) {
      const counters = this.#counters.get(key) ?? [];
      counters.push({ rule, gaps: new CounterGaps(open) });
      this.#counters.set(key, counters);
    }
  }

  /** Whether there is any gap that the other lane might fill. */
  get isNeeded(): boolean {
    return this.#open.length > 0;
  }

  /** Takes each record of a lane, in the lane's order. */
  see(lane: LaneName, record: AnyRecord): void {
    if (!isKnownRecord(record) || record.kind !== 'data' || (record.sequence ?? 0) > 0) return;
    const counters = this.#counters.get(counterKey(record));
    if (counters === undefined) return;
    const at = arrivalMs(record);
    for (const { rule, gaps } of counters) {
      const near = gaps.near(at, OWN_MS);
      if (near.length === 0) continue;
      const number = counterIn(rule, payloadOf(record));
      if (number === null) continue;
      const holding = near.filter((gap) => gap.holds(number));
      this.#take(lane, holding, { number, at, record: record.record });
    }
  }

  /** One `gap-filled` record for each gap of which the other lane has something. Once, at the end. */
  results(): GapFilledRecord[] {
    return this.#open.flatMap((open) => {
      const fill = open.result();
      if (fill === null) return [];
      const { lane, record } = open.gap;
      return [
        {
          kind: 'gap-filled',
          gap: { lane, record },
          by: lane === 'a' ? 'b' : 'a',
          records: fill.records.map(([first, last]) => [first, last]),
          count: fill.count,
          missing: fill.missing,
        } satisfies GapFilledRecord,
      ];
    });
  }

  #take(
    lane: LaneName,
    holding: readonly OpenCounterGap[],
    packet: { readonly number: number; readonly at: number; readonly record: number },
  ): void {
    let nearest: OpenCounterGap | null = null;
    for (const open of holding) {
      if (open.gap.lane === lane) {
        if (this.#held < this.#mostHeld) this.#held += open.takeOwn(packet);
        else open.spoil();
        continue;
      }
      const distance = open.distance(packet.at);
      if (distance > NEAR_MS) continue;
      if (nearest === null || distance < nearest.distance(packet.at)) nearest = open;
    }
    // One packet is one number: a counter that began again may have left the same gap twice.
    if (nearest === null) return;
    if (this.#held < this.#mostHeld) this.#held += nearest.takeOther(packet);
    else nearest.spoil();
  }
}

/** Null for a gap that does not say where it is, or of which the clock went back meanwhile. */
function opened({ lane, record, gap }: LaneCounterGap): OpenCounterGap | null {
  const { from, to, firstMissing: first, lastMissing: last, count } = gap;
  if (from === undefined || to === undefined || first === undefined || last === undefined) {
    return null;
  }
  if (BigInt(from) > BigInt(to) || first > last) return null;
  const times = { from: Number(from) / 1e6, to: Number(to) / 1e6 };
  return new OpenCounterGap({ lane, record, ...times, first, last, count });
}

/** As the journal read it when it came: bytes that are no UTF-8 are replaced. */
function payloadOf({ text, base64 }: Pick<DataRecord, 'text' | 'base64'>): string {
  return text ?? Buffer.from(base64 ?? '', 'base64').toString('utf8');
}
