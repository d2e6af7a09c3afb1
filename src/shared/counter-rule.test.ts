import { expect, test } from 'vitest';
import { counterIn, parseCounterRule } from './counter-rule.ts';

function read(rule: string, payload: unknown): number | null {
  const parsed = parseCounterRule(rule);
  if (parsed === null) throw new Error('no rule');
  return counterIn(parsed, typeof payload === 'string' ? payload : JSON.stringify(payload));
}

test('a path leads to the counter', () => {
  expect(read('$.seq', { seq: 7 })).toBe(7);
  expect(read('$.a.b-c', { a: { 'b-c': '12' } })).toBe(12);
  expect(read("$.list[1]['packet no']", { list: [0, { 'packet no': 0 }] })).toBe(0);
});

test('what is no counter is none', () => {
  for (const seq of [-1, 1.5, '0x1', 'a', null, true, {}, 1e300, '1234567890123456']) {
    expect(read('$.seq', { seq })).toBeNull();
  }
  expect(read('$.seq', 'no json')).toBeNull();
  expect(read('$.seq', '7')).toBeNull();
  expect(read('$.constructor', '{}')).toBeNull();
  expect(read('$.length', '[1]')).toBe(1);
});

test('what is no rule is refused; topics are patterns', () => {
  for (const text of ['', '$', 'seq', '$seq', '$..seq', '$[x]', '$.seq in ']) {
    expect(parseCounterRule(text)).toBeNull();
  }
  const topic = parseCounterRule('$.seq in imu/*.v1')?.topic;
  expect(topic?.test('imu/left.v1')).toBe(true);
  expect(topic?.test('imu/left-v1')).toBe(false);
  expect(parseCounterRule('$.seq')?.topic).toBeNull();
  expect(parseCounterRule(' $.a[0].seq in imu* ')?.text).toBe('$.a[0].seq');
});
