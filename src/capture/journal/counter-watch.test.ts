import { expect, test } from 'vitest';
import { parseCounterRule } from '../../shared/counter-rule.ts';
import type { GapRecord } from '../../shared/records.ts';
import { CounterWatch } from './counter-watch.ts';

/** Takes the numbers one a millisecond, then lets time pass. */
class Bench {
  readonly watch: CounterWatch;
  #ms = 0;

  constructor(rule = '$.seq') {
    const parsed = parseCounterRule(rule);
    if (parsed === null) throw new Error('no rule');
    this.watch = new CounterWatch(parsed);
  }

  take(numbers: readonly number[], topic = 'imu', sid = 'PA_1'): this {
    for (const seq of numbers) {
      this.#ms += 1;
      const wall = BigInt(this.#ms) * 1_000_000n;
      const payload = JSON.stringify({ seq });
      this.watch.take({ identity: 'glove', sid, topic, payload, wall }, this.#ms);
    }
    return this;
  }

  wait(ms = 10_000): this {
    this.#ms += ms;
    this.watch.tick(this.#ms);
    return this;
  }

  ranges(): (number | undefined)[][] {
    return this.watch
      .takeGaps()
      .map(({ firstMissing, lastMissing, count }) =>
        count === undefined ? [firstMissing, lastMissing] : [firstMissing, lastMissing, count],
      );
  }
}

const upTo = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

test('numbers that did not come are named, with who, where and when', () => {
  const { watch } = new Bench().take([5, 6, 9, 10]).wait();
  expect(watch.takeGaps()).toEqual([
    {
      ...{ kind: 'gap', reason: 'counter', identity: 'glove', sid: 'PA_1', topic: 'imu' },
      counter: '$.seq',
      ...{ from: '2000000', to: '3000000', firstMissing: 7, lastMissing: 8 },
    } satisfies GapRecord,
  ]);
});

test('numbers that overtake each other or come twice are no loss', () => {
  expect(new Bench().take([1, 3, 2, 4, 4, 7, 6, 5, 8]).wait().ranges()).toEqual([]);
  expect(new Bench().take([1, 6, 3]).wait().ranges()).toEqual([
    [2, 2],
    [4, 5],
  ]);
});

test('a hole is told after its time, once, and a number that comes even later changes nothing', () => {
  const bench = new Bench().take([1, 4]).wait(1_000);
  expect(bench.ranges()).toEqual([]);
  expect(bench.wait(2_000).ranges()).toEqual([[2, 3]]);
  expect(bench.take([3, 5, 6]).wait().ranges()).toEqual([]);
});

test('a counter that begins again is no loss; what was missing before and after it is', () => {
  const bench = new Bench().take([...upTo(1, 50), 53, 0, 1, 2, 5]);
  expect(bench.wait().ranges()).toEqual([
    [51, 52],
    [3, 4],
  ]);
  expect(new Bench().take([1, 2, 5_000_000, 5_000_001]).wait().ranges()).toEqual([]);
});

test('a stray old number does not look like a counter that begins again', () => {
  expect(
    new Bench()
      .take([...upTo(1, 100), 40, 101, 102])
      .wait()
      .ranges(),
  ).toEqual([]);
  expect(
    new Bench()
      .take([...upTo(1, 100), 40, 103])
      .wait()
      .ranges(),
  ).toEqual([[101, 102]]);
});

test('senders and topics count for themselves; the rule may name topics', () => {
  const bench = new Bench('$.seq in imu*')
    .take([1, 2])
    .take([7, 8], 'imu2')
    .take([20], 'imu', 'PA_2');
  expect(bench.take([3], 'imu').take([9], 'imu2').take([1, 9], 'other').wait().ranges()).toEqual(
    [],
  );
});

test('very many holes are told as one, with how many numbers are missing', () => {
  const odd = Array.from({ length: 40 }, (_, index) => 2 * index + 1);
  expect(new Bench().take(odd).wait().ranges()).toEqual([[2, 78, 39]]);
});

test('of more counters than it follows the oldest is forgotten, its holes are told', () => {
  const bench = new Bench().take([1, 3], 'first');
  for (let topic = 0; topic < 1_100; topic += 1) bench.take([1], `topic ${topic}`);
  expect(bench.ranges()).toEqual([[2, 2]]);
});
