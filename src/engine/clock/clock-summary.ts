/** What a recording's `clock` records say all together; stands in its manifest. */
import { z } from 'zod';
import { decimal, signedDecimal, type ClockRecord } from '../../shared/records.ts';

const comparisonSchema = z.object({
  measured: decimal,
  measuredMonotonic: decimal,
  offset: signedDecimal,
  uncertainty: decimal,
});
type Comparison = z.infer<typeof comparisonSchema>;

const referenceSchema = z.object({
  /** Null for the LiveKit server, whose URL stands in the manifest. */
  server: z.string().nullable(),
  comparisons: z.number().int(),
  first: comparisonSchema,
  last: comparisonSchema,
  best: comparisonSchema,
});

export const clockSummarySchema = z.object({
  ntp: referenceSchema.nullable(),
  livekit: referenceSchema.nullable(),
  /** Steps and drift, at most 100. */
  moves: z.array(
    z.object({ event: z.enum(['step', 'drift']), arrival: decimal, change: signedDecimal }),
  ),
});
export type ClockSummary = z.infer<typeof clockSummarySchema>;
type Reference = z.infer<typeof referenceSchema>;

const MAX_MOVES = 100;

/** Gathers `clock` records one by one. */
export class ClockTally {
  readonly #references: Record<'ntp' | 'livekit', Reference | null> = { ntp: null, livekit: null };
  readonly #moves: ClockSummary['moves'] = [];

  add(record: ClockRecord & { readonly arrival: string }): void {
    const { event, arrival, change, reference } = record;
    if (event === 'step' || event === 'drift') {
      if (change !== undefined && this.#moves.length < MAX_MOVES) {
        this.#moves.push({ event, arrival, change });
      }
      return;
    }
    const comparison = comparisonSchema.safeParse(record);
    if (reference === undefined || !comparison.success) return;
    const known = this.#references[reference];
    const { data } = comparison;
    this.#references[reference] = {
      server: record.server ?? null,
      comparisons: (known?.comparisons ?? 0) + 1,
      first: known?.first ?? data,
      last: data,
      best: known === null ? data : better(known.best, data),
    };
  }

  /** Null when nothing was ever compared or moved. */
  summary(): ClockSummary | null {
    const { ntp, livekit } = this.#references;
    if (ntp === null && livekit === null && this.#moves.length === 0) return null;
    return { ntp, livekit, moves: [...this.#moves] };
  }
}

function better(a: Comparison, b: Comparison): Comparison {
  return BigInt(b.uncertainty) < BigInt(a.uncertainty) ? b : a;
}

const milliseconds = (nanoseconds: string): string => (Number(nanoseconds) / 1e6).toFixed(1);

/** The summary in sentences; for the receipt. */
export function describeClock(clock: ClockSummary | null): string[] {
  if (clock === null) return [];
  const lines: string[] = [];
  for (const [name, reference] of [
    ['the time server', clock.ntp],
    ['the LiveKit server', clock.livekit],
  ] as const) {
    if (reference === null) continue;
    const { offset, uncertainty } = reference.best;
    lines.push(
      `clock: ${name}${reference.server === null ? '' : ` ${reference.server}`} is ${milliseconds(offset)} ms ahead, give or take ${milliseconds(uncertainty)} ms`,
    );
  }
  for (const { event, change } of clock.moves) {
    const word = event === 'step' ? 'was set' : 'drifted';
    lines.push(`clock: it ${word} by ${milliseconds(change)} ms while recording`);
  }
  return lines;
}
