/** Visiting lines without objects tells the same as reading records. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnyRecord } from '../lines.ts';
import { data, linkOpen, writeSegments, type Members } from '../testing/hand-made.ts';
import type { RecordFilter } from './filter.ts';
import { LaneReader } from './lane-reader.ts';
import type { Missing } from './missing.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'visit-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Seen {
  readonly records: readonly number[];
  readonly missing: readonly Missing[];
  /** Ordinary lines that were not parsed. */
  readonly unparsed: number;
  readonly bytes: number;
}

async function visited(filter: RecordFilter): Promise<Seen> {
  const records: number[] = [];
  const missing: Missing[] = [];
  let unparsed = 0;
  let bytes = 0;
  const visitor = {
    data: (line: { readonly record: number }, _: Buffer, _start: number): boolean => {
      // Every third one is asked for as a record.
      if (line.record % 3 === 0) return false;
      unparsed += 1;
      records.push(line.record);
      return true;
    },
    record: ({ record }: AnyRecord): void => {
      records.push(record);
    },
    blockDone: (more: number): Promise<void> => {
      bytes += more;
      return Promise.resolve();
    },
  };
  await new LaneReader(folder).visit(filter, visitor, { onMissing: (one) => missing.push(one) });
  return { records, missing, unparsed, bytes };
}

async function read(filter: RecordFilter): Promise<Pick<Seen, 'records' | 'missing'>> {
  const records: number[] = [];
  const missing: Missing[] = [];
  const onMissing = (one: Missing): void => void missing.push(one);
  for await (const { record } of new LaneReader(folder).read(filter, { onMissing })) {
    records.push(record);
  }
  return { records, missing };
}

test('lines of all lengths, through every filter, with damage and a torn end', async () => {
  const lengths = [10, 70_000, 200, 1_100_000, 5, 2_300_000, 65_536, 131_072, 0, 1_048_576];
  const many: Members[] = lengths.flatMap((length, place) => [
    data(place + 1, 'x'.repeat(length), place % 2 === 0 ? 'PA_a' : 'PA_b'),
    { kind: 'note', text: `after ${length} "quoted"` },
  ]);
  const small = Array.from({ length: 9000 }, (_, place) => data(100 + place, `small ${place}`));
  const [first = ''] = writeSegments(folder, [[linkOpen, ...many], small, [linkOpen]]);
  const bytes = first.length + readFileSync(join(folder, 'messages-000002.jsonl')).length;
  const filters: RecordFilter[] = [
    {},
    { kinds: ['data'] },
    { participants: ['PA_b'] },
    { text: 'SMALL 77' },
    { from: 1_760_000_000_000_000_005n, to: 1_760_000_000_000_000_900n },
    { firstRecord: 7, lastRecord: 3000, topics: ['t'] },
  ];
  for (const filter of filters) {
    const { records, missing, unparsed } = await visited(filter);
    const wanted = await read(filter);
    expect({ records, missing }).toEqual(wanted);
    expect(records.length).toBeGreaterThan(0);
    // A text is looked for in the record, and one microsecond holds all of these times.
    const asTheyAre = filter.text === undefined && filter.from === undefined;
    expect(unparsed > 0).toBe(asTheyAre);
  }
  expect((await visited({})).bytes).toBeGreaterThan(bytes);

  const second = join(folder, 'messages-000002.jsonl');
  const damaged = readFileSync(second);
  damaged[damaged.indexOf('small 4000')] = 0x53;
  writeFileSync(second, Buffer.concat([damaged, Buffer.from('{"record":torn')]));
  const { records, missing } = await visited({});
  expect(missing.map(({ what }) => what)).toEqual(['records', 'tail']);
  expect({ records, missing }).toEqual(await read({}));
});
