/** Filters, pages, growth and cancelling, against all lines of the files filtered one by one. */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { data, line, linkOpen, writeSegments, type Members } from '../testing/hand-made.ts';
import type { RecordFilter } from './filter.ts';
import { LaneReader } from './lane-reader.ts';
import { cursorOf, readPage, type Cursor } from './page.ts';
import { RecordingReader, type LaneRecord } from './recording-reader.ts';

const lineSchema = z.looseObject({
  record: z.number(),
  arrival: z.string(),
  kind: z.string(),
  identity: z.string().optional(),
  sid: z.string().optional(),
  topic: z.string().optional(),
  text: z.string().optional(),
});
type Line = z.infer<typeof lineSchema>;

let folder = '';
let redundant = '';
let lines: Line[] = [];

/** Device 3 is heard in the second segment only, topic `rare` twice. */
const members = (index: number): Members => ({
  ...data(index + 1, `${index % 97 === 0 ? 'Needle "quoted" Ü' : 'hay'} ${'x'.repeat(150)}`),
  sid: `PA_${index > 1500 && index < 1600 ? 3 : index % 3}`,
  identity: `device ${index > 1500 && index < 1600 ? 3 : index % 3}`,
  topic: index === 700 || index === 2900 ? 'rare' : `t${index % 2}`,
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'filter-'));
  const all = Array.from({ length: 3000 }, (_, index) => members(index));
  writeSegments(folder, [
    [linkOpen, ...all.slice(0, 1300)],
    all.slice(1300, 2500),
    all.slice(2500),
  ]);
  lines = readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'))
    .map((text) => lineSchema.parse(JSON.parse(text)));
  redundant = mkdtempSync(join(tmpdir(), 'filter-'));
  mkdirSync(join(redundant, 'lane-b'));
  const some = all.slice(0, 400);
  writeSegments(redundant, [[linkOpen, ...some.filter((_, index) => index % 7 !== 0)]]);
  writeSegments(join(redundant, 'lane-b'), [
    [linkOpen, ...some.filter((_, index) => index % 5 !== 0)],
  ]);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(redundant, { recursive: true, force: true });
});

function passes(filter: RecordFilter, one: Line): boolean {
  const at = BigInt(one.arrival);
  const texts = [one.text, one.topic, one.identity, one.sid, ...otherTexts(one)];
  return (
    (filter.kinds?.includes(one.kind) ?? true) &&
    (filter.topics === undefined || filter.topics.includes(one.topic ?? '-')) &&
    (filter.participants === undefined ||
      filter.participants.includes(one.identity ?? '-') ||
      filter.participants.includes(one.sid ?? '-')) &&
    (filter.text === undefined ||
      texts.some((text) => text?.toLowerCase().includes(filter.text?.toLowerCase() ?? ''))) &&
    at >= (filter.from ?? 0n) &&
    at <= (filter.to ?? at) &&
    one.record >= (filter.firstRecord ?? 0) &&
    one.record <= (filter.lastRecord ?? one.record)
  );
}

const otherTexts = (one: Line): string[] =>
  ['transport', 'event', 'software', 'format', 'recordingId', 'lane'].flatMap((name) =>
    typeof one[name] === 'string' ? [one[name]] : [],
  );

const place = fc.integer({ min: -10, max: 3020 });
const start = 1_760_000_000_000_000_000n;
const filters = fc.record(
  {
    kinds: fc.subarray(['data', 'link', 'segment', 'nothing']),
    participants: fc.subarray(['device 3', 'PA_1', 'device 2', 'nobody'], { minLength: 1 }),
    topics: fc.subarray(['rare', 't0', 'none'], { minLength: 1 }),
    text: fc.constantFrom('needle', 'NEEDLE "quoted"', 'ü', 'absent', 'v1', 'hay x'),
    from: place.map((at) => start + BigInt(at)),
    to: place.map((at) => start + BigInt(at)),
    firstRecord: place,
    lastRecord: place,
  },
  { requiredKeys: [] },
);

test('any filter, both ways, with and without indexes: the same records as without a reader', async () => {
  const reader = new LaneReader(folder);
  await fc.assert(
    fc.asyncProperty(filters, fc.boolean(), async (filter, fresh) => {
      const expected = lines.filter((one) => passes(filter, one)).map(({ record }) => record);
      const lane = fresh ? new LaneReader(folder) : reader;
      const found: number[] = [];
      for await (const { record } of lane.read(filter)) found.push(record);
      expect(found).toEqual(expected);
      const back: number[] = [];
      for await (const { record } of lane.read(filter, { direction: 'backward' }))
        back.push(record);
      expect(back.reverse()).toEqual(expected);
    }),
    { numRuns: 60 },
  );
  expect(readdirSync(folder).filter((name) => name.endsWith('.index'))).toHaveLength(3);
}, 60_000);

async function allPages(reader: RecordingReader, way: 'after' | 'before'): Promise<LaneRecord[]> {
  const all: LaneRecord[] = [];
  let cursor: Cursor | 'end' | undefined = way === 'before' ? 'end' : undefined;
  for (;;) {
    const from = cursor === undefined || cursor === 'end' ? {} : { [way]: cursor };
    const page = await readPage(reader, {
      limit: 70,
      ...(cursor === 'end' ? { before: 'end' } : from),
    });
    if (way === 'after') all.push(...page.records);
    else all.unshift(...page.records);
    const edge = page.records.at(way === 'after' ? -1 : 0);
    if (!page.more || edge === undefined) return all;
    cursor = cursorOf(edge);
  }
}

test('pages forward and backward put together are the recording, with one lane and with two', async () => {
  for (const path of [folder, redundant]) {
    const reader = new RecordingReader(path);
    const whole: LaneRecord[] = [];
    for await (const one of reader.read()) whole.push(one);
    expect(whole.length).toBe(path === folder ? lines.length : whole.length);
    const sequences = new Set(whole.map(({ record }) => 'sequence' in record && record.sequence));
    expect(sequences.size).toBeGreaterThan(path === folder ? 3000 : 385);
    const keys = (all: readonly LaneRecord[]): string[] =>
      all.map(({ lane, record }) => `${lane} ${record.record}`);
    expect(keys(await allPages(reader, 'after'))).toEqual(keys(whole));
    expect(keys(await allPages(reader, 'before')).sort()).toEqual(keys(whole).sort());
  }
});

test('a segment that grows is read on; an index that was altered or deleted costs nothing', async () => {
  const own = mkdtempSync(join(tmpdir(), 'growing-'));
  try {
    const [text = ''] = writeSegments(own, [
      [linkOpen, ...Array.from({ length: 100 }, (_, index) => members(index))],
    ]);
    const path = join(own, 'messages-000001.jsonl');
    const reader = new LaneReader(own);
    expect(await reader.recordAt(103)).toBeNull();
    const next = line(103, members(101));
    appendFileSync(path, next.slice(0, 20));
    expect(await reader.recordAt(103)).toBeNull();
    appendFileSync(path, next.slice(20));
    expect(await reader.recordAt(103)).toMatchObject({ record: 103 });
    expect(text).not.toBe('');
    const index = join(own, 'messages-000001.index');
    await new LaneReader(own).recordAt(1);
    writeFileSync(index, readFileSync(index, 'utf8').replace('"offset":0', '"offset":9'));
    expect(await new LaneReader(own).recordAt(1)).toMatchObject({ kind: 'segment' });
    rmSync(index);
    expect(await new LaneReader(own).recordAt(50)).toMatchObject({ record: 50 });
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
});

test('an aborted signal ends the reading with its reason', async () => {
  const abort = new AbortController();
  const reading = (async (): Promise<void> => {
    for await (const { record } of new LaneReader(folder).read({}, { signal: abort.signal })) {
      if (record === 1) abort.abort(new Error('enough'));
    }
  })();
  await expect(reading).rejects.toThrow('enough');
});
