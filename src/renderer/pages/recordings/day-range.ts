/** Days as the date fields of the window write them, and the moments between which they lie. */

/** Midnight of this computer's clock at the beginning of a day (`2026-01-31`); null when there is none. */
export function startOfDay(day: string): number | null {
  return dayAt(day, 0);
}

/** Midnight at the end of a day: the first moment that is not in it. */
export function endOfDay(day: string): number | null {
  return dayAt(day, 1);
}

/** The day in which a moment lies, as a date field writes it. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function dayAt(day: string, daysLater: number): number | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (year === undefined || month === undefined || date === undefined) return null;
  const at = new Date(Number(year), Number(month) - 1, Number(date) + daysLater).getTime();
  return Number.isNaN(at) ? null : at;
}
