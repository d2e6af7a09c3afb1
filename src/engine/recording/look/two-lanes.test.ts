/** The timeline of a room with two recorders, against journals made by hand. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { data, writeSegments, type Members } from '../testing/hand-made.ts';
import { Looks } from './looks.ts';

const START = 1_760_000_000;
const ns = (seconds: number): string => String(BigInt(START + seconds) * 1_000_000_000n);
const at = (seconds: number, record: Members): Members => ({ arrival: ns(seconds), ...record });
const message = (seconds: number): Members => at(seconds, data(1, '{}', 'PA_a'));
const messages = (from: number, to: number): Members[] =>
  Array.from({ length: to - from }, (_, place) => message(from + place));
const open = (seconds: number, link: number, more: Members = {}): Members =>
  at(seconds, { kind: 'link', event: 'open', link, transport: 'v1', ...more });
const gone = (seconds: number, event: 'lost' | 'closed', link: number): Members =>
  at(seconds, { kind: 'link', event, link });
const gap = (from: number, to: number): Members =>
  at(to, { kind: 'gap', reason: 'link-lost', from: ns(from), to: ns(to) });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'two-lanes-'));
  mkdirSync(join(folder, 'lane-b'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function gapsOf(synced = 1): Promise<unknown[]> {
  const timeline = await new Looks().timeline({ folder, lane: 'a', synced }, null);
  return timeline.events
    .filter(({ type }) => type === 'gap')
    .map(({ lane, isFilled, at: from }) => [
      lane,
      (Number(from) / 1e9 - START).toFixed(),
      isFilled,
    ]);
}

test('messages are counted once; a gap of one recorder is filled, one of both is not', async () => {
  const a = [open(0, 1), ...messages(0, 20), gone(22, 'lost', 1), open(30, 2, { replaces: 1 })];
  writeSegments(folder, [
    [...a, gap(20, 30), ...messages(30, 60), gap(60, 70), ...messages(70, 90)],
  ]);
  const b = [open(0, 1), ...messages(0, 65), gap(65, 68), ...messages(68, 90)];
  writeSegments(join(folder, 'lane-b'), [b]);
  const timeline = await new Looks().timeline({ folder, lane: 'a', synced: 1 }, null);
  const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
  expect(sum(timeline.totals)).toBe(87);
  expect(timeline.rows.map(({ identity, counts }) => [identity, sum(counts)])).toEqual([
    ['device PA_a', 87],
  ]);
  expect(timeline.events.map(({ type, lane }) => `${type} ${lane ?? ''}`)).toEqual([
    ...['gap a', 'link-lost a', 'gap a', 'gap b'],
  ]);
  expect(await gapsOf()).toEqual([
    ['a', '20', true],
    ['a', '60', false],
    ['b', '65', false],
  ]);
});

test('before the other recorder has a later message it may have died too: not known', async () => {
  writeSegments(folder, [[open(0, 1), ...messages(0, 20), gap(20, 30), ...messages(30, 40)]]);
  writeSegments(join(folder, 'lane-b'), [[open(0, 1), ...messages(0, 25)]]);
  expect(await gapsOf()).toEqual([['a', '20', undefined]]);
});

test('a recorder that had not joined yet, or left, or died and came back, fills nothing', async () => {
  const a = [open(0, 1), ...messages(0, 20), gap(20, 30), ...messages(30, 90)];
  writeSegments(folder, [a]);
  const late = [open(25, 1), ...messages(25, 90)];
  const left = [open(0, 1), ...messages(0, 24), gone(24, 'closed', 1), open(28, 2)];
  const died = [open(0, 1), ...messages(0, 22), open(28, 2), gap(22, 28)];
  for (const b of [late, [...left, ...messages(28, 90)], [...died, ...messages(28, 90)]]) {
    writeSegments(join(folder, 'lane-b'), [b]);
    const [first] = await gapsOf();
    expect(first).toEqual(['a', '20', false]);
  }
});

test('when the recording is final, the comparison of the lanes counts, not what it looked like', async () => {
  const filled = at(95, {
    ...{ kind: 'gap-filled', gap: { lane: 'a', record: 33 }, by: 'b' },
    ...{ records: [[22, 31]], count: 10, missing: [] },
  });
  const a = [open(0, 1), ...messages(0, 30), gap(30, 40), ...messages(40, 60), gap(60, 70)];
  writeSegments(folder, [[...a, ...messages(70, 90)], [filled]]);
  writeSegments(join(folder, 'lane-b'), [[open(0, 1), ...messages(0, 90)]]);
  expect(await gapsOf(Number.MAX_SAFE_INTEGER)).toEqual([
    ['a', '30', true],
    ['a', '60', false],
  ]);
});
