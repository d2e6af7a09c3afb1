/**
 * An arrival (nanoseconds, decimal digits) in whole microseconds, which a JSON number holds exactly; for
 * indexes. Rounded down.
 */
export function micros(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end - 3; at += 1) value = value * 10 + (bytes[at] ?? 0x30) - 0x30;
  return value;
}
