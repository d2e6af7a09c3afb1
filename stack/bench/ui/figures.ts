/** Sums of what was measured. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** @param part 0 to 1 @returns NaN without values */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
