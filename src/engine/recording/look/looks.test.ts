/** What somebody who looks at a session is shown, against journals made by hand. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RowsRequest } from '../../../shared/timeline.ts';
import { data, line, writeSegments, type Members } from '../testing/hand-made.ts';
import { Looks } from './looks.ts';
import { StepCounts } from './step-counts.ts';

/** A whole step of a tally. */
const START = 1_760_000_000;
const ns = (seconds: number): string => String(BigInt(Math.round((START + seconds) * 1e9)));
const at = (seconds: number, record: Members): Members => ({ arrival: ns(seconds), ...record });
const message = (seconds: number, sid: string, text = '{"v":1}'): Members =>
  at(seconds, data(1, text, sid));
const note = (seconds: number, id: string, more: Members = {}): Members =>
  at(seconds, {
    ...{ kind: 'note', text: `note ${id}`, id, author: 'researcher' },
    ...{ pressed: ns(seconds - 3), pressedMonotonic: '1', ...more },
  });
const person = (seconds: number, event: string): Members =>
  at(seconds, { kind: 'participant', event, link: 1, identity: 'device PA_a', sid: 'PA_a' });

const all: RowsRequest = { kinds: [], identity: null, topic: null, text: '' };
const everything = Number.MAX_SAFE_INTEGER;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'looks-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('messages by sender and time, joins, a gap in words, notes; it grows with the journal', async () => {
  const gap = { kind: 'gap', reason: 'link-lost', from: ns(21), to: ns(33) };
  const first = [person(0, 'joined'), message(1, 'PA_a'), message(2, 'PA_b'), message(6, 'PA_a')];
  const second = [at(33, gap), message(34, 'PA_a'), note(40, 'n1'), person(41, 'left')];
  const texts = writeSegments(folder, [first, second]);
  const looks = new Looks();
  const looked = { folder, lane: 'a', synced: everything } as const;
  const timeline = await looks.timeline(looked, (START + 60) * 1000);
  expect(timeline).toMatchObject({ from: START * 1000, columnMs: 5000, others: 0, eventCount: 3 });
  expect(timeline.totals.slice(0, 8)).toEqual([2, 1, 0, 0, 0, 0, 1, 0]);
  expect(timeline.totals).toHaveLength(13);
  expect(timeline.rows.map(({ identity, counts }) => [identity, counts.slice(0, 2)])).toEqual([
    ['device PA_a', [1, 1]],
    ['device PA_b', [1, 0]],
  ]);
  expect(timeline.events.map(({ type }) => type)).toEqual(['joined', 'gap', 'left']);
  expect(timeline.events[1]).toMatchObject({ at: ns(21), to: ns(33), reason: 'link-lost' });
  expect(timeline.events[1]?.text).toContain('the connection to the room was lost');
  expect(timeline.notes).toMatchObject([{ id: 'n1', pressed: ns(37), isWithdrawn: false }]);

  const records = texts.join('').split('\n').length;
  const more = [message(61, 'PA_b'), note(62, 'n2', { withdraws: 'n1' })];
  const file = join(folder, 'messages-000002.jsonl');
  more.forEach((record, place) => {
    appendFileSync(file, line(records + place, record));
  });
  const later = await looks.timeline(looked, (START + 65) * 1000);
  expect(later.totals.reduce((sum, count) => sum + count, 0)).toBe(5);
  expect(later.notes).toMatchObject([{ id: 'n1', isWithdrawn: true }]);
});

test('what is not synced may still change: it is read anew, and never counted twice', async () => {
  const texts = writeSegments(folder, [[note(1, 'n1'), note(2, 'n2'), person(3, 'joined')]]);
  const looks = new Looks();
  for (const synced of [1, 2, 2, 3]) {
    const looked = { folder, lane: 'a', synced } as const;
    expect((await looks.notes(looked)).map(({ id }) => id)).toEqual(['n1', 'n2']);
    expect((await looks.timeline(looked, null)).eventCount).toBe(1);
  }
  expect(texts).toHaveLength(1);
});

test('a day is bounded, whole, and survives a clock that was set back', () => {
  const counts = new StepCounts();
  const steps = (24 * 3600) / 5;
  const step = START / 5;
  for (let hour = 0; hour < 24; hour += 1) {
    const pairs = Array.from({ length: 720 }, (_, place) => [step + hour * 720 + place, 2]).flat();
    counts.addTally({ tally: [[0, ...pairs]], identities: [`device ${hour % 3}`] });
  }
  counts.addTally({ tally: [[0, step - 100, 7]], identities: ['late'] });
  counts.addTally({ tally: [[-1, step + 5, 1]], identities: [] });
  const total = [...counts.rows.values()].flatMap((row) => [...row]).reduce((a, b) => a + b, 0);
  expect(total).toBe(steps * 2 + 8);
  expect(counts.rows.get('late')?.length).toBe(4096);
  expect(counts.from).toBeLessThanOrEqual(START - 500);
  expect(counts.stepSeconds).toBe(40);
});

test('rows around a moment, before and after, through a filter, as the feed shows them', async () => {
  const messages = Array.from({ length: 500 }, (_, place) =>
    message(place, place % 2 === 0 ? 'PA_a' : 'PA_b', `{"v":${place},"pad":"${'x'.repeat(1500)}"}`),
  );
  writeSegments(folder, [messages.slice(0, 300), messages.slice(300)]);
  const looks = new Looks();
  const looked = { folder, lane: 'a', synced: everything } as const;
  const around = await looks.rows(looked, { ...all, at: (START + 250) * 1000 });
  const values = around.rows.map(({ text }) => Number(/"v":(\d+)/.exec(text ?? '')?.[1]));
  expect([values[0], values.at(-1)]).toEqual([190, 389]);
  const focused = around.rows.find(({ record }) => record === around.focus);
  expect(focused?.arrival).toBe(ns(250));
  expect(around).toMatchObject({ moreBefore: true, moreAfter: true, isCut: false });
  expect(focused).toMatchObject({
    kind: 'data',
    identity: 'device PA_a',
    topic: 't',
    clipped: true,
  });
  expect(focused?.text).toHaveLength(1000);

  const first = around.rows[0]?.record ?? 0;
  const before = await looks.rows(looked, { ...all, before: first });
  expect(before.rows.at(-1)?.record).toBe(first - 1);
  expect(before).toMatchObject({ moreBefore: false });
  const last = around.rows.at(-1)?.record ?? 0;
  const of = await looks.rows(looked, { ...all, after: last, identity: 'device PA_b' });
  expect(new Set(of.rows.map(({ identity }) => identity))).toEqual(new Set(['device PA_b']));
  expect(of).toMatchObject({ moreAfter: false, focus: null });
  const text = await looks.rows(looked, { ...all, before: everything, text: '"v":7,' });
  expect(text.rows).toHaveLength(1);
});
