/** Whole numbers as ranges, both ends included. */
export type NumberRange = readonly [first: number, last: number];

const COMPACT_AT = 65_536;

/** A set of whole numbers that are mostly neighbours; memory by the number of its ranges. */
export class NumberRanges {
  readonly #most: number;
  #ranges: readonly NumberRange[] = [];
  #loose: number[] = [];

  /** @param most Of more ranges, one over all: for sets that may hold more than they were given. */
  constructor(most = Infinity) {
    this.#most = most;
  }

  add(number: number): void {
    this.#loose.push(number);
    if (this.#loose.length >= COMPACT_AT) this.#compact();
  }

  /** Ascending, none touching another. */
  list(): readonly NumberRange[] {
    this.#compact();
    return this.#ranges;
  }

  #compact(): void {
    if (this.#loose.length === 0) return;
    const all = [...this.#ranges, ...this.#loose.map((number): NumberRange => [number, number])];
    this.#loose = [];
    const ranges = joined(all);
    const [first] = ranges;
    const last = ranges.at(-1);
    const isTooMany = ranges.length > this.#most && first !== undefined && last !== undefined;
    this.#ranges = isTooMany ? [[first[0], last[1]]] : ranges;
  }
}

/** Ranges put together where they touch or overlap; ascending. */
export function joined(ranges: readonly NumberRange[]): NumberRange[] {
  const result: NumberRange[] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const before = result.at(-1);
    if (before === undefined || first > before[1] + 1) result.push([first, last]);
    else if (last > before[1]) result[result.length - 1] = [before[0], last];
  }
  return result;
}

/** The parts of a range that none of the others covers. @param others ascending */
export function partsLeft(
  [first, last]: NumberRange,
  others: readonly NumberRange[],
): NumberRange[] {
  const left: NumberRange[] = [];
  let next = first;
  for (const [from, to] of others) {
    if (to < next) continue;
    if (from > last) break;
    if (from > next) left.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= last) left.push([next, last]);
  return left;
}

/** The parts of ranges that others cover as well. Both ascending. */
export function partsShared(
  ranges: readonly NumberRange[],
  others: readonly NumberRange[],
): NumberRange[] {
  const shared: NumberRange[] = [];
  for (const [first, last] of ranges) {
    for (const [from, to] of others) {
      if (to < first || from > last) continue;
      shared.push([Math.max(first, from), Math.min(last, to)]);
    }
  }
  return shared;
}
