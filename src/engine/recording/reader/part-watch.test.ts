/** A lane watched in parts against the same lane watched by one reader. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MissingWatch } from './missing.ts';
import { PartsSeen, PartWatch } from './part-watch.ts';

const LINE = 10;
const nothing = Buffer.alloc(0);

/** A line: the number of a record, or null where it cannot be read. */
type Line = number | null;
interface Segment {
  readonly lines: readonly Line[];
  readonly tail: boolean;
}

const sizeOf = ({ lines, tail }: Segment): number => lines.length * LINE + (tail ? 3 : 0);

function byOne(segments: readonly Segment[]): number {
  let missing = 0;
  const watch = new MissingWatch(() => {
    missing += 1;
  });
  for (const segment of segments) {
    watch.enter('segment');
    segment.lines.forEach((line, place) => {
      if (line === null) watch.unreadable();
      else watch.valid(line, nothing, 0, 0, (place + 1) * LINE);
    });
    watch.leave(sizeOf(segment));
  }
  return missing;
}

/** @param cuts Before which lines, counted over all segments, a part ends. */
function inParts(segments: readonly Segment[], cuts: ReadonlySet<number>): number {
  const all = new PartsSeen();
  let watch = new PartWatch();
  let counted = 0;
  const cut = (): void => {
    if (cuts.has(counted)) {
      all.add(watch.seen());
      watch = new PartWatch();
    }
    counted += 1;
  };
  for (const segment of segments) {
    watch.enter(0);
    segment.lines.forEach((line, place) => {
      cut();
      if (cuts.has(counted - 1)) watch.enter(place * LINE);
      if (line === null) watch.unreadable();
      else watch.valid(line, nothing, 0, 0, (place + 1) * LINE);
    });
    watch.leave(sizeOf(segment));
    // A part may also end where a segment does.
    cut();
  }
  all.add(watch.seen());
  return all.missing;
}

test('wherever a lane is cut, the same is found missing', () => {
  // Numbers that mostly go up by one, some that cannot be read, some left out.
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.constant<'next' | 'bad' | 'hole'>('next') },
    { weight: 2, arbitrary: fc.constant<'next' | 'bad' | 'hole'>('bad') },
    { weight: 1, arbitrary: fc.constant<'next' | 'bad' | 'hole'>('hole') },
  );
  const shapes = fc.array(fc.tuple(fc.array(step, { maxLength: 6 }), fc.boolean()), {
    maxLength: 5,
  });
  let found = 0;
  fc.assert(
    fc.property(shapes, fc.array(fc.nat(40)), (shape, cuts) => {
      let record = 0;
      const segments = shape.map(([steps, tail]) => ({
        tail,
        lines: steps.map((one): Line => {
          record += one === 'hole' ? 3 : 1;
          return one === 'bad' ? null : record;
        }),
      }));
      const expected = byOne(segments);
      found += expected;
      expect(inParts(segments, new Set(cuts))).toBe(expected);
    }),
    { numRuns: 3000 },
  );
  expect(found).toBeGreaterThan(1000);
});
