import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sessionIdOf } from './room-metadata.ts';
import { SessionCheck } from './session-check.ts';

const OURS = '0a1b2c3d-0000-4000-8000-000000000001';
const THEIRS = '0a1b2c3d-0000-4000-8000-000000000002';
const metadata = (id: string): string => `|session_id:${id}|project_id:p|comments:x|session_id:y:|`;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function check(
  expected: string | null,
  seenBefore = false,
  knownBy: 'metadata' | 'room-sid' = 'metadata',
): { check: SessionCheck; calls: unknown[] } {
  const calls: unknown[] = [];
  const made = new SessionCheck({
    expected,
    seenBefore,
    knownBy,
    onMatch: () => calls.push('match'),
    onGhost: (found) => calls.push(['ghost', found]),
  });
  return { check: made, calls };
}

test.each([
  [metadata(OURS), OURS],
  [metadata(OURS.toUpperCase()), OURS],
  ['', null],
  ['{"session_id":"x"}', null],
  [`comments:|session_id:${OURS}|project_id:p|`, null],
])('reads the session of %s', (text, id) => {
  expect(sessionIdOf(text)).toBe(id);
});

test('without an expectation any room will do', () => {
  const { check: any, calls } = check(null);
  any.see(metadata(THEIRS));
  vi.advanceTimersByTime(60_000);
  expect([any.state, any.verified, calls]).toEqual(['matched', true, []]);
});

test('matching metadata matches at once, whatever the case', () => {
  const { check: ours, calls } = check(OURS.toUpperCase());
  ours.see(metadata(OURS));
  expect(calls).toEqual(['match']);
});

test('an earlier run of the recording has matched: no metadata will do, those of another session not', () => {
  const forgotten = check(OURS, true);
  forgotten.check.see('');
  expect(forgotten.calls).toEqual(['match']);
  const other = check(OURS, true);
  other.check.see(metadata(THEIRS));
  vi.advanceTimersByTime(60_000);
  expect(other.calls).toEqual([['ghost', THEIRS]]);
});

test('missing metadata is waited for, 5 s from the first look', () => {
  const { check: ours, calls } = check(OURS);
  ours.see('');
  vi.advanceTimersByTime(4_000);
  ours.see(metadata(THEIRS));
  vi.advanceTimersByTime(900);
  expect(calls).toEqual([]);
  ours.see(metadata(OURS));
  vi.advanceTimersByTime(60_000);
  expect(calls).toEqual(['match']);
});

test('what does not match in time is a ghost, once', () => {
  const { check: ours, calls } = check(OURS);
  ours.see('');
  ours.see(metadata(THEIRS));
  vi.advanceTimersByTime(5_000);
  ours.see(metadata(OURS));
  expect([ours.state, ours.verified, calls]).toEqual(['ghost', false, [['ghost', THEIRS]]]);
});

test('a lost link stops the wait', () => {
  const { check: ours, calls } = check(OURS);
  ours.see('');
  ours.stop();
  vi.advanceTimersByTime(60_000);
  expect(calls).toEqual([]);
  ours.see('');
  vi.advanceTimersByTime(5_000);
  expect(calls).toEqual([['ghost', null]]);
});

test('once matched, empty metadata is accepted and another session is not', () => {
  const { check: ours, calls } = check(OURS);
  ours.see(metadata(OURS));
  ours.see('');
  vi.advanceTimersByTime(60_000);
  expect(calls).toEqual(['match']);
  ours.see(metadata(THEIRS));
  expect(calls).toEqual(['match', ['ghost', THEIRS]]);
  expect(ours.verified).toBe(true);
});

test('a room known by its SID: another SID is another session, at once and at any time', () => {
  const other = check('RM_ours', true, 'room-sid');
  other.check.see(metadata(OURS), 'RM_theirs');
  expect(other.calls).toEqual([['ghost', 'RM_theirs']]);
  const { check: ours, calls } = check('RM_ours', false, 'room-sid');
  ours.see('', '');
  ours.see('', 'RM_ours');
  ours.see('changed', 'RM_ours');
  vi.advanceTimersByTime(60_000);
  expect(calls).toEqual(['match']);
  ours.see('', 'RM_made-again');
  expect(calls).toEqual(['match', ['ghost', 'RM_made-again']]);
});
