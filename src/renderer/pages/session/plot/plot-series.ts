/**
 * The values of one field by sender, over the last minutes, in steps of a tenth of a second: bounded
 * whatever comes. Of several values in one step the last is drawn; all are counted.
 */
import type { FeedRow } from '../../../../shared/feed-row.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { jsonAt, jsonLeaves } from '../../../feed/json-leaves.ts';

export const STEP_MS = 100;
/** Five minutes. */
const STEPS = 3000;
/** Lines in one plot; more could not be told apart. */
export const MOST_LINES = 12;
/** Fields that are offered. */
const MOST_FIELDS = 200;
const SILENCE_MS = 2000;
const USUAL_PAUSES = 3;

/** A value; none here (undefined); or an end of the line until the next one (null). */
export type Drawn = number | null | undefined;

export interface PlotFigures {
  readonly identity: string;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
  /** Unix milliseconds of the last value. */
  readonly lastAt: number;
}

class Line {
  readonly #values = new Float64Array(STEPS);
  /** Which step each place holds: a place is used again after STEPS. */
  readonly #steps = new Float64Array(STEPS).fill(-1);
  last = Number.NaN;
  lastAt = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  n = 0;

  add(at: number, value: number): void {
    const step = Math.floor(at / STEP_MS);
    this.#values[step % STEPS] = value;
    this.#steps[step % STEPS] = step;
    if (at >= this.lastAt) {
      this.last = value;
      this.lastAt = at;
    }
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    this.n += 1;
  }

  /** The last value of the steps from `first` to `last`; null: there is none. */
  valueIn(first: number, last: number): number | null {
    for (let step = last; step >= first; step -= 1) {
      if (this.#steps[step % STEPS] === step) return this.#values[step % STEPS] ?? null;
    }
    return null;
  }
}

export class PlotSeries {
  readonly path: string;
  readonly #lines = new Map<string, Line>();
  readonly #others = new Set<string>();
  /** Rows whose field stands in the part that is not here. */
  undecided = 0;

  /** @param path As `cleanPath` gives it. */
  constructor(path: string) {
    this.path = path;
  }

  /** Senders that have no line of their own; at most 1,000 are counted. */
  get others(): number {
    return this.#others.size;
  }

  add(rows: readonly FeedRow[]): void {
    for (const { text, clipped, identity, arrival } of rows) {
      if (text === null) continue;
      const found = jsonAt(text, this.path, clipped);
      if (found.is === 'unknown') this.undecided += 1;
      if (found.is !== 'there' || typeof found.value !== 'number') continue;
      this.#lineOf(identity ?? strings.messages.server)?.add(Number(arrival) / 1e6, found.value);
    }
  }

  figures(): PlotFigures[] {
    return [...this.#lines]
      .map(([identity, { last, min, max, n, lastAt }]) => ({ identity, last, min, max, n, lastAt }))
      .sort((a, b) => a.identity.localeCompare(b.identity));
  }

  /**
   * Times in unix seconds, and the values of each line at them, for `points` equal parts of the window.
   * undefined: none came in that part, as is usual at this sender's pace. null: for so long nothing came that
   * a line across it would be made up.
   */
  table(
    now: number,
    windowMs: number,
    points: number,
  ): readonly [readonly number[], ...(readonly Drawn[])[]] {
    const perPoint = Math.max(1, Math.round(windowMs / STEP_MS / points));
    // Whole parts: a value keeps its place while the window moves on.
    const end = Math.floor(now / STEP_MS / perPoint);
    const ends = Array.from({ length: points }, (_, place) => end - points + 1 + place);
    const times = ends.map((part) => (part * perPoint * STEP_MS) / 1000);
    const lines = this.figures().map(({ identity }) => {
      const line = this.#lines.get(identity);
      const values = ends.map((part) => {
        const first = part * perPoint;
        return line?.valueIn(first, first + perPoint - 1) ?? undefined;
      });
      return withSilences(values, perPoint * STEP_MS);
    });
    return [times, ...lines];
  }

  #lineOf(identity: string): Line | null {
    const known = this.#lines.get(identity);
    if (known !== undefined) return known;
    if (this.#lines.size >= MOST_LINES) {
      if (this.#others.size < 1000) this.#others.add(identity);
      return null;
    }
    const fresh = new Line();
    this.#lines.set(identity, fresh);
    return fresh;
  }
}

/** Marks what is longer than three usual pauses, and than two seconds. */
function withSilences(values: readonly (number | undefined)[], partMs: number): Drawn[] {
  const there = values.flatMap((value, place) => (value === undefined ? [] : [place]));
  const pauses = there.slice(1).map((place, before) => place - (there[before] ?? place));
  const usual = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 1;
  const longest = Math.max(SILENCE_MS / partMs, usual * USUAL_PAUSES);
  const drawn: Drawn[] = [...values];
  pauses.forEach((pause, before) => {
    const from = there[before];
    if (from !== undefined && pause > longest) drawn.fill(null, from + 1, from + pause);
  });
  return drawn;
}

/** The fields of these rows that hold numbers, sorted; those that were known stay. */
export function numericFields(
  known: readonly string[],
  rows: readonly FeedRow[],
): readonly string[] {
  const fields = new Set(known);
  for (const { text } of rows) {
    if (text === null) continue;
    jsonLeaves(text, (path, value) => {
      if (typeof value === 'number' && path !== '' && fields.size < MOST_FIELDS) fields.add(path);
      return true;
    });
  }
  return fields.size === known.length ? known : [...fields].sort();
}
