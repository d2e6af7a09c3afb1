/** Windows of time, in nanoseconds since 1970; `to` may be beyond everything. */
export interface TimeWindow {
  readonly from: bigint;
  readonly to: bigint;
}

export const BEGINNING = 0n;
export const FOREVER = 1n << 64n;

/** The parts of a window that the others cover, ascending and apart. */
export function partsCovered(window: TimeWindow, others: readonly TimeWindow[]): TimeWindow[] {
  const parts: TimeWindow[] = [];
  for (const other of [...others].sort((a, b) => compare(a.from, b.from))) {
    const from = other.from > window.from ? other.from : window.from;
    const to = other.to < window.to ? other.to : window.to;
    if (from > to) continue;
    const last = parts.at(-1);
    if (last === undefined || from > last.to) parts.push({ from, to });
    else if (to > last.to) parts[parts.length - 1] = { from: last.from, to };
  }
  return parts;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
