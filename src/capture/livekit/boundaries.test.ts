import { expect, test } from 'vitest';
import type { GapRecord } from '../../shared/records.ts';
import type { ResumePoint } from '../ports.ts';
import { Boundaries } from './boundaries.ts';
import { Dedupe } from './dedupe.ts';

const SECOND = 1_000_000_000n;

/** A recording of which the clock and every packet are set by hand. */
class Scene {
  readonly dedupe = new Dedupe();
  readonly gaps: GapRecord[] = [];
  readonly boundaries: Boundaries;
  /** sid → joined while we were receiving; absent: not announced yet. */
  readonly announced = new Map<string, boolean>();
  clock = 1_000n * SECOND;

  constructor(sessionStartedAt: bigint | null = null, resume: ResumePoint | null = null) {
    this.boundaries = new Boundaries({
      dedupe: this.dedupe,
      sessionStartedAt,
      resume,
      write: (gap) => this.gaps.push(gap),
      joinedWhileOpen: (sid) => this.announced.get(sid),
    });
  }

  /** True: not a duplicate. */
  packet(link: number, sid: string, sequence: number): boolean {
    const sender = this.dedupe.get(sid) ?? this.dedupe.add(sid, `id-${sid}`);
    return this.dedupe.take(sender, link, sequence, this.clock);
  }

  later(seconds: bigint): void {
    this.clock += seconds * SECOND;
    this.boundaries.settle(this.clock, 'due');
  }

  get sequenceGaps(): unknown[] {
    return this.gaps
      .filter((gap) => gap.reason === 'sequence')
      .map(({ sid, firstMissing, lastMissing }) => [sid, firstMissing, lastMissing]);
  }
}

test('a session that began more than 10 s before is joined late', () => {
  const late = new Scene(0n);
  late.boundaries.first(1, 11n * SECOND);
  expect(late.gaps).toEqual([
    { kind: 'gap', reason: 'late-join', from: '0', to: String(11n * SECOND) },
  ]);
  const inTime = new Scene(0n);
  inTime.boundaries.first(1, 10n * SECOND);
  expect(inTime.gaps).toEqual([]);
});

test('a resumed recording names its last numbers; each sender goes on after them', () => {
  const senders = [
    { identity: 'id-a', sid: 'a', last: 10 },
    { identity: 'id-b', sid: 'b', last: 5 },
  ];
  const scene = new Scene(0n, { lastArrival: 7n, lastLink: 3, senders });
  scene.boundaries.first(4, 100n * SECOND);
  expect(scene.gaps).toEqual([
    { kind: 'gap', reason: 'recorder-restart', from: '7', to: String(100n * SECOND), senders },
  ]);
  expect(scene.packet(4, 'a', 11)).toBe(true);
  expect(scene.packet(4, 'b', 9)).toBe(true);
  scene.later(1n);
  expect(scene.sequenceGaps).toEqual([['b', 6, 8]]);
});

test('a sender that was there before us has to begin at 1', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  scene.announced.set('a', false).set('b', false);
  scene.packet(1, 'a', 4);
  scene.packet(1, 'b', 1);
  scene.later(1n);
  expect(scene.sequenceGaps).toEqual([['a', 1, 3]]);
});

test('a sender that joined while we were receiving lost nothing to us', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  scene.packet(1, 'a', 4);
  scene.later(3n);
  scene.announced.set('a', true);
  scene.later(10n);
  expect(scene.gaps).toEqual([]);
});

test('a sender that is never announced gets no benefit of the doubt', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  scene.packet(1, 'hidden', 4);
  scene.later(4n);
  expect(scene.gaps).toEqual([]);
  scene.later(1n);
  expect(scene.sequenceGaps).toEqual([['hidden', 1, 3]]);
});

test('holes within a link are no gaps', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  for (const number of [1, 2, 7, 9]) scene.packet(1, 'a', number);
  scene.later(2n);
  for (const number of [20, 30]) scene.packet(1, 'a', number);
  scene.later(2n);
  expect(scene.gaps).toEqual([]);
});

test('after a lost link each sender is judged by its first number, however replay and live mix', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  for (const sid of ['a', 'b', 'c']) for (const n of [1, 2, 3]) scene.packet(1, sid, n);
  scene.later(2n);
  scene.boundaries.lost(2, 50n, 60n);
  for (const number of [9, 4, 5]) scene.packet(2, 'a', number);
  for (const number of [12, 7]) scene.packet(2, 'b', number);
  scene.later(1n);
  expect(scene.gaps[0]).toMatchObject({ reason: 'link-lost', from: '50', to: '60' });
  expect(scene.gaps[0]?.senders?.map(({ sid, last }) => [sid, last])).toEqual([
    ['a', 3],
    ['b', 3],
    ['c', 3],
  ]);
  expect(scene.sequenceGaps).toEqual([['b', 4, 6]]);
});

test('a sender silent over two boundaries is judged once, from its last number', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  scene.packet(1, 'a', 1);
  scene.later(2n);
  scene.boundaries.lost(2, 50n, 60n);
  scene.later(2n);
  scene.boundaries.lost(3, 70n, 80n);
  scene.packet(3, 'a', 6);
  scene.later(1n);
  expect(scene.sequenceGaps).toEqual([['a', 2, 5]]);
});

test('what the dead link still delivers counts as before the boundary', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  scene.packet(1, 'a', 1);
  scene.later(2n);
  scene.boundaries.lost(2, 50n, 60n);
  scene.packet(1, 'a', 2);
  scene.packet(1, 'a', 3);
  scene.packet(2, 'a', 6);
  scene.later(1n);
  expect(scene.sequenceGaps).toEqual([['a', 4, 5]]);
});

test('an unbroken handover leaves no gap, but keeps what was open before it', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  for (const sid of ['a', 'b']) scene.packet(1, sid, 1);
  scene.later(2n);
  scene.boundaries.lost(2, 50n, 60n);
  scene.packet(2, 'a', 2);
  scene.later(2n);
  scene.boundaries.begin(3);
  scene.packet(2, 'a', 3);
  scene.packet(3, 'a', 5);
  scene.later(5n);
  scene.boundaries.unbroken(3);
  scene.packet(3, 'b', 4);
  scene.later(1n);
  expect(scene.gaps.map((gap) => gap.reason)).toEqual(['link-lost', 'sequence']);
  expect(scene.sequenceGaps).toEqual([['b', 2, 3]]);
});

test('a handover from a link that turns out to be dead is a lost link', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  scene.packet(1, 'a', 1);
  scene.later(2n);
  const senders = scene.dedupe.lastNumbers();
  scene.boundaries.begin(2);
  scene.packet(2, 'a', 8);
  scene.later(5n);
  expect(scene.gaps).toEqual([]);
  scene.boundaries.declareLost(90n, 80n, senders);
  scene.later(0n);
  expect(scene.gaps[0]).toEqual({
    kind: 'gap',
    reason: 'link-lost',
    from: '80',
    to: '80',
    senders: [{ identity: 'id-a', sid: 'a', last: 1 }],
  });
  expect(scene.sequenceGaps).toEqual([['a', 2, 7]]);
});

test('packets that come over both links prove that nothing is missing between them', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  scene.packet(1, 'a', 1);
  scene.later(2n);
  scene.boundaries.lost(2, 50n, 60n);
  expect(scene.packet(2, 'a', 1)).toBe(false);
  expect(scene.packet(2, 'a', 5)).toBe(true);
  scene.later(1n);
  expect(scene.sequenceGaps).toEqual([]);
});

test('before an end everything is judged at once', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  scene.packet(1, 'a', 3);
  scene.boundaries.settle(scene.clock, 'all');
  expect(scene.sequenceGaps).toEqual([['a', 1, 2]]);
});

test('senders that have left are not named in a gap', () => {
  const scene = new Scene();
  scene.boundaries.first(1, 0n);
  for (const sid of ['a', 'b']) scene.packet(1, sid, 1);
  const gone = scene.dedupe.get('a');
  if (gone !== undefined) gone.left = true;
  scene.later(2n);
  scene.boundaries.lost(2, 50n, 60n);
  expect(scene.gaps[0]?.senders).toEqual([{ identity: 'id-b', sid: 'b', last: 1 }]);
});
