/** Counts, events and notes of a lane as one bounded timeline. */
import type { NoteView } from '../../../shared/notes.ts';
import {
  MOST_COLUMNS,
  MOST_EVENTS,
  MOST_ROWS,
  type LookEvent,
  type Timeline,
} from '../../../shared/timeline.ts';
import type { StepCounts } from './step-counts.ts';

const MOST_NOTES = 2000;
const EARLIEST = Date.parse('2000-01-01');

interface Parts {
  readonly counts: StepCounts;
  readonly events: readonly LookEvent[];
  readonly notes: readonly NoteView[];
}

/** @param until Unix milliseconds up to which columns go; null: to the last that is known. */
export function timelineOf({ counts, events, notes }: Parts, until: number | null): Timeline {
  const { stepSeconds } = counts;
  const moments = [...events.map(({ at }) => at), ...notes.map(({ pressed }) => pressed)].map(ms);
  const ends = events.flatMap(({ to }) => (to === null ? [] : [ms(to)]));
  const stepFrom = counts.from === null ? Number.POSITIVE_INFINITY : counts.from * 1000;
  const begun = events.reduce((least, { at }) => Math.min(least, known(ms(at))), stepFrom);
  const first = Math.min(begun, until ?? begun);
  const stepMs = stepSeconds * 1000;
  const from = Number.isFinite(first) ? Math.floor(first / stepMs) * stepMs : 0;
  const counted = counts.from === null ? from : counts.from * 1000 + lastStep(counts) * stepMs;
  const last = reduceMax([from, counted, ...moments, ...ends], until ?? from);
  const steps = Math.max(1, Math.ceil((last - from + 1) / stepMs));
  const perColumn = Math.ceil(steps / MOST_COLUMNS);
  const columns = Math.ceil(steps / perColumn);
  const offset = counts.from === null ? 0 : Math.round((counts.from * 1000 - from) / stepMs);
  const inColumns = (row: Uint32Array): number[] => {
    const made = new Array<number>(columns).fill(0);
    row.forEach((count, place) => {
      const column = Math.floor((place + offset) / perColumn);
      if (count > 0 && column < columns) made[column] = (made[column] ?? 0) + count;
    });
    return made;
  };
  const all = [...counts.rows].map(([identity, row]) => ({ identity, counts: inColumns(row) }));
  const totals = new Array<number>(columns).fill(0);
  for (const { counts: row } of all) {
    row.forEach((count, column) => {
      totals[column] = (totals[column] ?? 0) + count;
    });
  }
  const sum = (row: readonly number[]): number => row.reduce((total, count) => total + count, 0);
  const rows = all.sort((a, b) => sum(b.counts) - sum(a.counts));
  return {
    from,
    columnMs: perColumn * stepMs,
    totals,
    rows: rows.slice(0, MOST_ROWS),
    others: Math.max(0, rows.length - MOST_ROWS),
    events: events.slice(-MOST_EVENTS),
    eventCount: events.length,
    notes: notes.slice(-MOST_NOTES),
  };
}

/** A moment that no clock of a recorder can have shown says nothing of when the session began. */
function known(at: number): number {
  return at < EARLIEST ? Number.POSITIVE_INFINITY : at;
}

function ms(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1_000_000n);
}

/** Of any number of values: spreading tens of thousands into Math.max would be too many arguments. */
function reduceMax(values: readonly number[], least: number): number {
  return values.reduce((most, value) => Math.max(most, value), least);
}

function lastStep({ rows }: StepCounts): number {
  let last = 0;
  for (const row of rows.values()) {
    for (let place = row.length - 1; place > last; place -= 1) {
      if (row[place] !== 0) last = place;
    }
  }
  return last;
}
