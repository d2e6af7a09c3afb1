import { expect, test } from 'vitest';
import { RecorderError, viewOfError } from '../../../shared/errors.ts';
import type { PresenceView } from '../../../shared/ipc/desk.ts';
import type { WindowSession } from '../../../shared/ipc/views.ts';
import { needsOf } from './needs.ts';
import { pointsOf } from './sparkline.tsx';

const session: WindowSession = {
  ...{ sessionId: 's', projectId: 'p', name: 'Class', roomName: 'r', phase: 'recording' },
  ...{ since: 0, recordingId: 'r', error: null, warning: null, lane: 'a', traffic: null },
};
const uploads = { waiting: 0, uploading: 0, verified: 3, failed: 0, cancelled: 0 };
const calm = { sessions: [session], uploads, disk: null };
const presence = (missing: number): ReadonlyMap<string, PresenceView> => {
  const expected = Array.from({ length: 12 }, (_, place) => {
    const present = place < missing ? null : { messages: 1, lastMessageAt: 1 };
    return { name: `d${place}`, group: 'g', present };
  });
  const counts = { expectedCount: 12, missingCount: missing, othersCount: 0 };
  return new Map([['s', { groups: ['g'], isAnnounced: true, expected, others: [], ...counts }]]);
};

test('nothing is asked of her while all is well', () => {
  expect(needsOf(calm, presence(0), 0)).toEqual([]);
  expect(needsOf({ ...calm, sessions: [{ ...session, phase: 'stopped' }] }, new Map(), 0)).toEqual(
    [],
  );
});

test('what is not recorded first, then missing devices by name, then uploads', () => {
  const error = viewOfError(new RecorderError('disk-full', 'the disk is full'));
  const sessions = [{ ...session, error }];
  const needs = needsOf({ ...calm, sessions, uploads: { ...uploads, failed: 2 } }, presence(10), 0);
  expect(needs.map(({ key }) => key)).toEqual(['light:s', 'missing:s', 'uploads']);
  expect(needs[0]).toMatchObject({ what: 'Class is not being recorded: the disk is full' });
  expect(needs[0]?.then).toBe('Free space on the disk of the data folder.');
  expect(needs[1]?.what).toBe('Class: 10 expected devices missing');
  expect(needs[1]?.then).toContain('d0, d1, d2, d3, d4, d5, d6, d7 and 2 more');
  expect(needs[1]?.then).toContain('they are switched on');
  expect(needs[2]?.to).toEqual({ page: 'uploads' });
});

test('one missing device is spoken of as one', () => {
  const [missing] = needsOf(calm, presence(1), 0);
  expect(missing?.what).toBe('Class: 1 expected device missing');
  expect(missing?.then).toBe('d0. Look whether it is switched on and in the network.');
});

test('the line of the rate ends at the right and reaches from bottom to top', () => {
  const points = pointsOf([0, 5, 10]).split(' ');
  expect(points[0]).toMatch(/,17\.0$/);
  expect(points.at(-1)).toBe('60.0,1.0');
  expect(pointsOf([])).toBe('');
});
