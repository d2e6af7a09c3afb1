import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Dedupe } from './dedupe.ts';
import { OverlapWindow } from './overlap-window.ts';

const arrivals = fc.array(
  fc.record({
    link: fc.constantFrom(1, 2),
    sid: fc.constantFrom('PA_a', 'PA_b'),
    sequence: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 200 },
);

test('each number of each sender is taken once, whatever link it comes over', () => {
  fc.assert(
    fc.property(arrivals, (packets) => {
      const dedupe = new Dedupe();
      const taken = new Set<string>();
      for (const { link, sid, sequence } of packets) {
        const sender = dedupe.get(sid) ?? dedupe.add(sid, undefined);
        const key = `${sid} ${sequence}`;
        expect(dedupe.take(sender, link, sequence, 0n)).toBe(!taken.has(key));
        taken.add(key);
      }
    }),
  );
});

test('numbers that an earlier run recorded are duplicates', () => {
  const dedupe = new Dedupe();
  const sender = dedupe.add('PA_a', 'a', 5);
  expect(dedupe.take(sender, 1, 5, 0n)).toBe(false);
  expect(dedupe.take(sender, 1, 6, 0n)).toBe(true);
  expect(dedupe.lastNumbers()).toEqual([{ identity: 'a', sid: 'PA_a', last: 6 }]);
});

test('senders that number nothing are not named in gaps', () => {
  const dedupe = new Dedupe();
  dedupe.add('PA_a', 'a');
  expect(dedupe.lastNumbers()).toEqual([]);
});

test('of the same bytes over two links as many are taken as the busier link brought', () => {
  const copies = fc.array(
    fc.record({ link: fc.constantFrom(1, 2), text: fc.constantFrom('x', 'y') }),
  );
  fc.assert(
    fc.property(copies, (packets) => {
      const window = new OverlapWindow();
      const taken = packets.filter(({ link, text }) => window.take(link, Buffer.from(text)));
      for (const text of ['x', 'y']) {
        const of = (link: number): number =>
          packets.filter((one) => one.link === link && one.text === text).length;
        expect(taken.filter((one) => one.text === text).length).toBe(Math.max(of(1), of(2)));
      }
    }),
  );
});
