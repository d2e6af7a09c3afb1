/** Times and spans as people read them. Milliseconds throughout. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "now", "12 s", "5 min", "3 h", "2 days". */
export function span(ms: number): string {
  if (ms < SECOND) return 'now';
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} days`;
}

/** "now", "12 s ago". */
export function ago(at: number, now: number): string {
  const text = span(Math.max(0, now - at));
  return text === 'now' ? text : `${text} ago`;
}

const dayAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

export function dateTime(at: number): string {
  return dayAndTime.format(at);
}

export function timeOfDay(at: number): string {
  return clock.format(at);
}

/** Arrival time with milliseconds. @param nanoseconds Unix time, decimal. */
export function arrivalTime(nanoseconds: string): string {
  const ms = Number(BigInt(nanoseconds) / 1_000_000n);
  return `${clock.format(ms)}.${String(ms % 1000).padStart(3, '0')}`;
}

/** Time of day of nanoseconds since 1970, decimal. */
export function nanosTime(nanoseconds: string): string {
  return clock.format(Number(BigInt(nanoseconds) / 1_000_000n));
}

/** Of short waits: "3.2 ms", "140 ms", "1.3 s". */
export function elapsed(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
