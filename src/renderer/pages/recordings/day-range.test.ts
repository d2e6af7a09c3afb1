import { expect, test } from 'vitest';
import { dayOf, endOfDay, startOfDay } from './day-range.ts';

test('a day begins and ends at midnight, also where the clock is changed', () => {
  for (const day of ['2026-01-31', '2026-03-29', '2026-10-25', '2024-02-29']) {
    const start = startOfDay(day) ?? Number.NaN;
    const end = endOfDay(day) ?? Number.NaN;
    expect(dayOf(start)).toBe(day);
    expect(dayOf(end - 1)).toBe(day);
    expect(dayOf(end)).not.toBe(day);
    expect(new Date(start).getHours()).toBe(0);
  }
});

test('what is no day is none', () => {
  for (const text of ['', '31.1.2026', '2026-1-3', 'today']) expect(startOfDay(text)).toBeNull();
});
