import { expect, test } from 'vitest';
import type { RoomCounters } from '../../shared/capture-protocol.ts';
import { arrivals, presentByRecorder, presentBySyncflow } from './arrivals.ts';

const device = (name: string, group: string, id = `${group}-${name}`) => ({
  id,
  name,
  group,
  registeredAt: 1,
  projectId: 'p',
  sessionNotificationExchangeName: 'x',
  sessionNotificationBindingKey: `p.${group}`,
});

const somebody = (identity: string, packets: number, lastArrival: string | null, name = '') => ({
  identity,
  sid: `PA_${identity}_${packets}`,
  name,
  packets,
  lastArrival,
});

function counters(participants: RoomCounters['participants']): RoomCounters {
  const journal = {
    ...{ written: 0, synced: 0, messages: 0, bytes: 0, lost: 0 },
    lastWriteAt: null,
    error: null,
  };
  return { recordingId: 'r', packets: 0, duplicates: 0, links: 1, participants, journal };
}

test('missing devices stand first; the recorder itself and other groups are not waited for', () => {
  const devices = [
    device('b', 'desks'),
    device('a', 'desks'),
    device('a', 'desks', 'registered twice'),
    device('own', 'desks'),
    device('c', 'robots'),
  ];
  const inRoom = presentByRecorder(
    counters([somebody('a', 3, '1700000000500000000'), somebody('learner', 0, null)]),
  );
  const { expected, others } = arrivals(devices, ['desks'], 'own', inRoom);
  expect(expected).toEqual([
    { name: 'b', group: 'desks', present: null },
    { name: 'a', group: 'desks', present: { messages: 3, lastMessageAt: 1_700_000_000_500 } },
  ]);
  expect(others.map(({ identity }) => identity)).toEqual(['learner']);
});

test('a device that joined under its name with another identity is there', () => {
  const inRoom = presentByRecorder(counters([somebody('x-17', 1, null, 'a')]));
  const { expected, others } = arrivals([device('a', 'desks')], ['desks'], 'own', inRoom);
  expect(expected[0]?.present).toEqual({ messages: 1, lastMessageAt: null });
  expect(others).toEqual([]);
});

test('who came again counts once; those who only listen or ask are nobody', () => {
  const inRoom = presentByRecorder(
    counters([
      somebody('a', 3, '1700000000500000000'),
      somebody('a', 2, '1700000000900000000'),
      somebody('syncflow-ping-1', 1, '1700000000900000000'),
      somebody('room_listener', 0, null),
    ]),
  );
  expect(inRoom).toEqual([
    { identity: 'a', name: '', messages: 5, lastMessageAt: 1_700_000_000_900 },
  ]);
  const people = [
    { sid: '1', identity: 'room_listener', name: '', state: 'ACTIVE', joinedAt: null },
    { sid: '2', identity: 'b', name: 'Bee', state: 'ACTIVE', joinedAt: null },
  ];
  expect(presentBySyncflow(people)).toEqual([
    { identity: 'b', name: 'Bee', messages: null, lastMessageAt: null },
  ]);
});
