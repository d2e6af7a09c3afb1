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
type Row = Timeline['rows'][number];

const EARLIEST = Date.parse('2000-01-01');

interface Parts {
  /** Of one lane, or of two that recorded the same. */
  readonly lanes: readonly StepCounts[];
  readonly events: readonly LookEvent[];
  readonly notes: readonly NoteView[];
}

/** @param until Unix milliseconds up to which columns go; null: to the last that is known. */
export function timelineOf({ lanes, events, notes }: Parts, until: number | null): Timeline {
  const stepMs = lanes.reduce((most, { stepSeconds }) => Math.max(most, stepSeconds * 1000), 0);
  const moments = [...events.map(({ at }) => at), ...notes.map(({ pressed }) => pressed)].map(ms);
  const ends = events.flatMap(({ to }) => (to === null ? [] : [ms(to)]));
  const counted = lanes.flatMap(({ from, until: end }) =>
    from === null || end === null ? [] : [{ first: from * 1000, last: end * 1000 - 1 }],
  );
  const begins = [...events.map(({ at }) => known(ms(at))), ...counted.map(({ first }) => first)];
  const begun = begins.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const first = Math.min(begun, until ?? begun);
  const from = Number.isFinite(first) ? Math.floor(first / stepMs) * stepMs : 0;
  const last = reduceMax(
    [from, ...counted.map((lane) => lane.last), ...moments, ...ends],
    until ?? from,
  );
  const steps = Math.max(1, Math.ceil((last - from + 1) / stepMs));
  const columnMs = Math.ceil(steps / MOST_COLUMNS) * stepMs;
  const columns = Math.ceil((steps * stepMs) / columnMs);
  const rows = rowsOf(lanes, { from, columnMs, columns });
  const totals = new Array<number>(columns).fill(0);
  for (const { counts } of rows) {
    counts.forEach((count, column) => {
      totals[column] = (totals[column] ?? 0) + count;
    });
  }
  return {
    from,
    columnMs,
    totals,
    rows: rows.slice(0, MOST_ROWS),
    others: Math.max(0, rows.length - MOST_ROWS),
    events: events.slice(-MOST_EVENTS),
    eventCount: events.length,
    notes: notes.slice(-MOST_NOTES),
  };
}

interface Columns {
  /** Unix milliseconds. */
  readonly from: number;
  readonly columnMs: number;
  readonly columns: number;
}

/** Those with the most first. What both lanes have is counted once: in each column the larger counts. */
function rowsOf(lanes: readonly StepCounts[], { from, columnMs, columns }: Columns): Row[] {
  const made = new Map<string, number[]>();
  for (const lane of lanes) {
    const begin = (lane.from ?? 0) * 1000;
    for (const [identity, row] of lane.rows) {
      const counts = new Array<number>(columns).fill(0);
      row.forEach((count, place) => {
        const column = Math.floor((begin + place * lane.stepSeconds * 1000 - from) / columnMs);
        if (count > 0 && column < columns) counts[column] = (counts[column] ?? 0) + count;
      });
      const known = made.get(identity);
      const larger = known?.map((count, column) => Math.max(count, counts[column] ?? 0));
      made.set(identity, larger ?? counts);
    }
  }
  const sum = (row: readonly number[]): number => row.reduce((total, count) => total + count, 0);
  return [...made]
    .map(([identity, counts]) => ({ identity, counts, total: sum(counts) }))
    .sort((a, b) => b.total - a.total)
    .map(({ identity, counts }) => ({ identity, counts }));
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
