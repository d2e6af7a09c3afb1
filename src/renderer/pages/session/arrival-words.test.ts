import { expect, test } from 'vitest';
import type { PresenceView } from '../../../shared/ipc/desk.ts';
import type { PingResult } from '../../../shared/ping.ts';
import { elapsed } from '../../../shared/format/times.ts';
import { arrivalWords, pingMarkOf, pingWords } from './arrival-words.ts';

function presence(here: number, missing: readonly string[], groups = ['desks']): PresenceView {
  return {
    ...{ groups, isAnnounced: true, others: [], othersCount: 0 },
    expected: missing.map((name) => ({ name, group: 'desks', present: null })),
    expectedCount: here + missing.length,
    missingCount: missing.length,
  };
}

test('who is missing is named, on top of all', () => {
  expect(arrivalWords(presence(1, ['left', 'right']))).toEqual({
    level: 'open',
    text: '1 of 3 expected devices is here. Missing: left, right.',
  });
  expect(arrivalWords(presence(3, [])).text).toBe('All 3 expected devices are here.');
  expect(arrivalWords(presence(0, [])).text).toBe('No device is registered in desks.');
  expect(arrivalWords(presence(0, [], [])).level).toBe('unknown');
  const many = Array.from({ length: 30 }, (_, index) => `d${index}`);
  expect(arrivalWords(presence(0, many)).text).toContain('d7 and 22 more.');
});

const asked = { pingId: 'p', sessionId: 's', askedAt: 0, waitMs: 5000, isMarked: true };
const answer = (identity: string, roundTripMs: number) => ({ identity, name: '', roundTripMs });
const result = (more: Partial<PingResult>): PingResult => ({
  ...{ ...asked, answers: [], silent: [], absent: [] },
  ...more,
});

test('a ping in words: who answered, who did not, who is not there', () => {
  const answers = [answer('a', 3.21), answer('b', 140.4)];
  expect(pingWords(result({ answers }))).toEqual({
    level: 'good',
    text: '2 of 2 in the room answered, the slowest in 140 ms.',
  });
  const silent = [{ identity: 'x', name: 'Dashboard' }];
  const absent = [{ name: 'lost', group: 'desks' }];
  expect(pingWords(result({ answers, silent, absent })).text).toBe(
    '2 of 3 in the room answered. No answer from Dashboard. Not in the room: lost.',
  );
  expect(pingWords(result({})).text).toBe('Nobody is in the room.');
  expect([3.21, 140.4, 1300].map(elapsed)).toEqual(['3.2 ms', '140 ms', '1.3 s']);
});

test('a device is found in a result by its name or its identity', () => {
  const one = result({ answers: [answer('a', 2)], silent: [{ identity: 'x', name: 'b' }] });
  expect(pingMarkOf('a', one)).toEqual({ is: 'answered', roundTripMs: 2 });
  expect(pingMarkOf('b', one)).toEqual({ is: 'silent' });
  expect(pingMarkOf('c', one)).toEqual({ is: 'not-asked' });
  expect(pingMarkOf('a', null)).toEqual({ is: 'not-asked' });
});
