/** Nanoseconds since 1970 as lines hold them: decimal digits, more than a number holds exactly. */

/** What `readStamp` read last. One object for all, so that a row costs no allocation. */
export const stamp = { seconds: 0, nanos: 0 };

const NANO_DIGITS = 9;

/** Reads the digits from `start` to `end` into `stamp`. */
export function readStamp(bytes: Buffer, start: number, end: number): void {
  const point = Math.max(start, end - NANO_DIGITS);
  let seconds = 0;
  for (let at = start; at < point; at += 1) seconds = seconds * 10 + (bytes[at] ?? 0) - 0x30;
  let nanos = 0;
  for (let at = point; at < end; at += 1) nanos = nanos * 10 + (bytes[at] ?? 0) - 0x30;
  stamp.seconds = seconds;
  stamp.nanos = nanos;
}

/** The latest second that JavaScript can write as a date. */
const LAST_SECOND = 8_640_000_000_000;

/** `2026-01-31T12:00:00`, UTC; the fraction is not part of it. */
export function isoSeconds(seconds: number): string {
  return new Date(Math.min(seconds, LAST_SECOND) * 1000).toISOString().slice(0, -5);
}

/** `2026-01-31T12:00:00.123456789Z` */
export function isoNanos(nanoseconds: bigint): string {
  const seconds = nanoseconds / 1_000_000_000n;
  const rest = String(nanoseconds % 1_000_000_000n).padStart(NANO_DIGITS, '0');
  return `${isoSeconds(Number(seconds))}.${rest}Z`;
}

/** Nanoseconds as seconds with nine decimals, with a sign where negative. */
export function secondsText(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  const rest = String(size % 1_000_000_000n).padStart(NANO_DIGITS, '0');
  return `${nanoseconds < 0n ? '-' : ''}${size / 1_000_000_000n}.${rest}`;
}
