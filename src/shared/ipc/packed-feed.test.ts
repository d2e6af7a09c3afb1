import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FeedRow } from '../feed-row.ts';
import { FeedPacker, unpackRows } from './packed-feed.ts';

const name = fc.option(fc.string({ unit: 'binary', maxLength: 8 }));
const row: fc.Arbitrary<FeedRow> = fc
  .record({
    record: fc.nat(),
    lane: fc.constantFrom(undefined, 'a' as const, 'b' as const),
    arrival: fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String),
    kind: fc.constantFrom('data', 'chat'),
    identity: name,
    topic: name,
    reliable: fc.option(fc.boolean()),
    size: fc.nat(),
    content: fc.string({ unit: 'binary', maxLength: 40 }),
    isText: fc.boolean(),
    clipped: fc.boolean(),
  })
  .map(({ content, isText, lane, ...rest }) => ({
    ...rest,
    ...(lane === undefined ? {} : { lane }),
    text: isText ? content : null,
    base64: isText ? null : Buffer.from(content).toString('base64'),
  }));

test('rows come out as they went in, and never take more bytes than they may', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 60 }),
      fc.integer({ min: 22, max: 6000 }),
      (rows, most) => {
        const packer = new FeedPacker(most);
        const taken = rows.filter((one) => packer.add(one));
        const text = packer.take();
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(most);
        expect(unpackRows(text)).toEqual(taken);
        expect([packer.length, unpackRows(packer.take())]).toEqual([0, []]);
      },
    ),
  );
});
