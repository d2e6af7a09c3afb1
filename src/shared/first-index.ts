/**
 * Binary search: the first place from `from` up to, not including, `to` that fits; `to` when none does.
 * @param fits Where it says so of one place, it says so of all after it.
 */
export function firstIndex(from: number, to: number, fits: (index: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
