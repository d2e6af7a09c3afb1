import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { everything, type ReadFilter, type ReadingView } from '../../../shared/ipc/reading.ts';
import { data, line, linkOpen, writeSegments } from '../../recording/testing/hand-made.ts';
import { temporaryFolder } from '../../state/testing.ts';
import { Reading } from './reading.ts';
import { Readings } from './readings.ts';
import { RowRefs } from './row-refs.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder('reading');
});
afterEach(() => {
  folder.remove();
});

/** Arrival of a record of `line`. */
const arrivalOf = (record: number): bigint => 1_760_000_000_000_000_000n + BigInt(record);

async function read(filter: Partial<ReadFilter> = {}): Promise<Reading> {
  const reading = new Reading(1, folder.path, { ...everything, ...filter }, () => undefined);
  await reading.search();
  return reading;
}

const texts = async (reading: Reading, offset = 0, limit = 100): Promise<(string | null)[]> =>
  (await reading.rows(offset, limit)).rows.map((row) => row?.text ?? null);

test('all of one lane: row n is record n, an unreadable line leaves its place empty', async () => {
  const [first = ''] = writeSegments(folder.path, [
    [linkOpen, data(1, 'one'), data(2, 'two')],
    [data(3, 'three'), { kind: 'note', text: 'a remark' }],
  ]);
  writeFileSync(join(folder.path, 'messages-000001.jsonl'), first.replace('"one"', '"0ne"'));
  const reading = await read();
  expect(reading.view()).toMatchObject({ rows: 7, state: 'done', error: null });
  expect(await texts(reading)).toEqual([
    'File 1 of the recording begins',
    'Connection to the room: open',
    null,
    'two',
    'File 2 of the recording begins',
    'three',
    'a remark',
  ]);
  expect(await texts(reading, 5, 10)).toEqual(['three', 'a remark']);
  expect(await texts(reading, 90, 10)).toEqual([]);
  expect(await reading.rowAt(arrivalOf(4))).toBe(3);
  expect(await reading.rowAt(arrivalOf(3))).toBe(3);
  expect(await reading.rowAt(arrivalOf(900))).toBe(6);
});

test('a recording that is being written grows while it is read', async () => {
  writeSegments(folder.path, [[data(1, 'one')]]);
  const reading = await read();
  expect((await reading.rows(0, 10)).total).toBe(2);
  appendFileSync(join(folder.path, 'messages-000001.jsonl'), line(3, data(2, 'two')));
  await expect.poll(async () => (await reading.rows(0, 10)).total, { timeout: 20_000 }).toBe(3);
  expect(await texts(reading, 2, 1)).toEqual(['two']);
});

test('a search finds by text, sender, topic and kind, in order, also far apart', async () => {
  const many = Array.from({ length: 3000 }, (_, at) =>
    data(at + 1, at % 1000 === 7 ? `Needle ${at}` : `hay ${at}`, at % 2 === 0 ? 'PA_a' : 'PA_b'),
  );
  writeSegments(folder.path, [many.slice(0, 2000), many.slice(2000)]);
  const needles = await read({ text: 'needle' });
  expect(needles.view()).toMatchObject({ rows: 3, state: 'done' });
  expect(await texts(needles)).toEqual(['Needle 7', 'Needle 1007', 'Needle 2007']);
  expect(await texts(needles, 1, 1)).toEqual(['Needle 1007']);
  expect(await needles.rowAt(arrivalOf(1010))).toBe(2);
  expect((await read({ participant: 'device PA_b' })).view().rows).toBe(1500);
  expect((await read({ participant: 'device PA_b', text: 'needle' })).view().rows).toBe(3);
  expect((await read({ topic: 'another' })).view()).toMatchObject({ rows: 0, state: 'done' });
  expect((await read({ kinds: ['segment'] })).view().rows).toBe(2);
});

test('two lanes are one list', async () => {
  writeSegments(folder.path, [[data(1, 'one'), data(2, 'two')]]);
  const laneB = join(folder.path, 'lane-b');
  mkdirSync(laneB);
  writeSegments(laneB, [[data(1, 'one'), data(2, 'two'), data(3, 'three')]]);
  const reading = await read({ kinds: ['data'] });
  expect(await texts(reading)).toEqual(['one', 'two', 'three']);
  expect((await reading.rows(2, 1)).rows[0]).toMatchObject({ lane: 'b', record: 4 });
});

test('a search tells of its first hit at once, and can be stopped; what is found stays', async () => {
  const many = Array.from({ length: 3000 }, (_, at) => data(at + 1, `word ${'x'.repeat(400)}`));
  writeSegments(folder.path, [many.slice(0, 1500), many.slice(1500)]);
  const views: ReadingView[] = [];
  const readings = new Readings((view) => {
    views.push(view);
    if (view.rows > 0) readings.stop(7);
  });
  readings.open(7, folder.path, { ...everything, text: 'word' });
  await expect.poll(() => views.at(-1)?.state, { timeout: 20_000 }).toBe('stopped');
  expect(views[0]).toMatchObject({ readingId: 7, rows: 1, state: 'searching' });
  const last = views.at(-1)?.rows ?? 0;
  expect(last).toBeLessThan(3000);
  expect((await readings.get(7).rows(0, 5)).rows).toHaveLength(5);
  readings.close(7);
  expect(() => readings.get(7)).toThrow(/closed/);
});

test('a recording that is not there is an error, not an empty list', async () => {
  const reading = new Reading(1, join(folder.path, 'no'), everything, () => undefined);
  await reading.search();
  expect(reading.view()).toMatchObject({ state: 'failed', error: { code: 'internal' } });
});

test('what is not text is shown by its first bytes, long texts are cut', async () => {
  const [text = ''] = writeSegments(folder.path, [[data(1, 'y'.repeat(1000))]]);
  const binary = {
    ...data(2, ''),
    text: undefined,
    base64: Buffer.alloc(100, 255).toString('base64'),
  };
  const path = join(folder.path, 'messages-000001.jsonl');
  writeFileSync(path, text + line(3, binary));
  expect(readFileSync(path, 'utf8')).toContain('base64');
  const { rows } = await (await read()).rows(1, 2);
  expect(rows[0]).toMatchObject({
    size: 1000,
    clipped: true,
    base64: null,
    identity: 'device PA_a',
  });
  expect(rows[0]?.text?.length).toBeLessThan(1000);
  expect(rows[1]).toMatchObject({ size: 100, clipped: true, text: null });
});

test('places of found records keep lane and number', () => {
  const refs = new RowRefs();
  for (let record = 1; record <= 70_000; record += 1) {
    refs.add({ lane: record % 3 === 0 ? 'b' : 'a', record });
  }
  expect(refs.at(69_998)).toEqual({ lane: 'b', record: 69_999 });
  expect(refs.slice(65_535, 65_537)).toEqual([
    { lane: 'a', record: 65_536 },
    { lane: 'a', record: 65_537 },
  ]);
  expect(refs.at(70_000)).toBeNull();
  expect(refs.add({ lane: 'a', record: 2 ** 31 })).toBe(false);
});
