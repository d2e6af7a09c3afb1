import { expect, test } from 'vitest';
import { DiskForecast } from './disk-forecast.ts';

const GB = 1e9;
const limits = { reserveBytes: 0.05 * GB, bytesToBegin: 0.5 * GB };
const MINUTE = 60_000;

/** A disk of 100 GB that is looked at every 5 s. @returns the last view */
function watched(freeBytes: number, bytesPerSecond: number, forMs: number) {
  const forecast = new DiskForecast(limits);
  let view = forecast.add({ freeBytes, totalBytes: 100 * GB }, 0);
  for (let at = 5000; at <= forMs; at += 5000) {
    const left = freeBytes - (bytesPerSecond * at) / 1000;
    view = forecast.add({ freeBytes: left, totalBytes: 100 * GB }, at);
  }
  return view;
}

test('no forecast from half a minute, then one from the measured rate, down to the reserve', () => {
  expect(watched(50 * GB, 1e6, 25_000)).toMatchObject({ bytesPerSecond: 0, fullAt: null });
  const view = watched(50 * GB, 1e6, MINUTE);
  expect(view.bytesPerSecond).toBeCloseTo(1e6, 3);
  // 50 GB less a minute's worth and the reserve, at 1 MB a second.
  expect(view.fullAt).toBeCloseTo(MINUTE + (50 * GB - 60e6 - 0.05 * GB) / 1e3, 0);
});

test('it warns a day ahead, and urgently an hour ahead', () => {
  expect(watched(50 * GB, 0.2e6, MINUTE).level).toBe('fine');
  expect(watched(50 * GB, 1e6, MINUTE).level).toBe('early');
  expect(watched(50 * GB, 20e6, MINUTE).level).toBe('urgent');
});

test('little space is worth a warning although nothing fills it', () => {
  expect(watched(50 * GB, 0, MINUTE)).toMatchObject({ level: 'fine', fullAt: null });
  expect(watched(4 * GB, 0, MINUTE)).toMatchObject({ level: 'early', fullAt: null });
  expect(watched(0.4 * GB, 0, MINUTE)).toMatchObject({ level: 'urgent', fullAt: null });
});

test('a disk that is emptied again is fine, and one that is full in a year is no news', () => {
  expect(watched(50 * GB, -5e6, MINUTE)).toMatchObject({ bytesPerSecond: 0, level: 'fine' });
  expect(watched(50 * GB, 1000, MINUTE)).toMatchObject({ fullAt: null, level: 'fine' });
});
