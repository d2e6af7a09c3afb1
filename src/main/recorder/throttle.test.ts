import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { throttle } from './throttle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the first call goes at once, many become one, and the last is never lost', () => {
  const run = vi.fn();
  const call = throttle(run, 100);
  call();
  expect(run).toHaveBeenCalledTimes(1);
  for (let index = 0; index < 50; index += 1) call();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1000);
  expect(run).toHaveBeenCalledTimes(2);
  call();
  expect(run).toHaveBeenCalledTimes(3);
});

test('cancelled, nothing more is called', () => {
  const run = vi.fn();
  const call = throttle(run, 100);
  call();
  call();
  call.cancel();
  vi.advanceTimersByTime(1000);
  expect(run).toHaveBeenCalledTimes(1);
});
