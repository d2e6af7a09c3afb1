import { DisconnectReason, ParticipantInfo, ParticipantInfo_State } from '@livekit/protocol';
import { expect, test } from 'vitest';
import type { ParticipantRecord } from '../../shared/records.ts';
import { Participants } from './participants.ts';

type Fields = ConstructorParameters<typeof ParticipantInfo>[0];

function person(sid: string, version: number, fields: Fields = {}): ParticipantInfo {
  return new ParticipantInfo({
    sid,
    identity: `id-${sid}`,
    version,
    state: ParticipantInfo_State.ACTIVE,
    joinedAtMs: 1_000n,
    ...fields,
  });
}

function gone(sid: string, version: number): ParticipantInfo {
  return person(sid, version, {
    state: ParticipantInfo_State.DISCONNECTED,
    disconnectReason: DisconnectReason.CLIENT_INITIATED,
  });
}

function scene(): {
  people: Participants;
  left: string[];
  story: () => unknown[];
  records: ParticipantRecord[];
} {
  const records: ParticipantRecord[] = [];
  const left: string[] = [];
  const people = new Participants(
    (record) => records.push(record),
    (sid) => left.push(sid),
  );
  const story = (): unknown[] =>
    records.map(({ event, sid, reason }) => [
      event,
      sid,
      ...(reason === undefined ? [] : [reason]),
    ]);
  return { people, left, story, records };
}

test('everything that is known goes into the record', () => {
  const { people, records } = scene();
  const info = person('a', 1, {
    name: 'Device A',
    metadata: 'm',
    attributes: { seat: '4' },
    permission: { canPublishData: true, canSubscribe: false },
  });
  people.snapshot(2, [info]);
  expect(records).toEqual([
    {
      kind: 'participant',
      event: 'present',
      link: 2,
      identity: 'id-a',
      sid: 'a',
      name: 'Device A',
      participantKind: 'standard',
      metadata: 'm',
      attributes: { seat: '4' },
      permission: { canPublishData: true },
      joinedAt: '1000',
    },
  ]);
});

test('only differences are told, and stale news is ignored', () => {
  const { people, story } = scene();
  people.snapshot(1, [person('a', 1)]);
  people.update(1, [person('a', 3, { metadata: 'new' }), person('b', 1)]);
  people.update(2, [person('a', 2, { metadata: 'old' }), person('b', 1)]);
  people.update(2, [person('a', 4, { metadata: 'new', isPublisher: true })]);
  expect(story()).toEqual([
    ['present', 'a'],
    ['changed', 'a'],
    ['joined', 'b'],
  ]);
});

test('leaving is told once, also over two links and with news from before', () => {
  const { people, story, left } = scene();
  people.update(1, [person('a', 1)]);
  people.update(1, [gone('a', 2)]);
  people.update(2, [gone('a', 2), person('a', 1)]);
  people.update(1, [person('a', 3)]);
  expect(story()).toEqual([
    ['joined', 'a'],
    ['left', 'a', 'client-initiated'],
  ]);
  expect(left).toEqual(['a']);
  expect(people.present()).toEqual([]);
});

test('who came and went within the server’s 3 s is known as gone, with the time of joining', () => {
  const { people, story } = scene();
  people.update(1, [gone('a', 2)]);
  expect(story()).toEqual([['left', 'a', 'client-initiated']]);
  expect(people.joinedAt('a')).toBe(1_000);
  expect(people.joinedAt('b')).toBeUndefined();
});

test('who is missing on joining again has left unseen; the old link’s late news of it is no second leaving', () => {
  const { people, story } = scene();
  people.snapshot(1, [person('a', 1), person('b', 1)]);
  people.snapshot(2, [person('b', 1)]);
  people.update(1, [gone('a', 2)]);
  expect(story()).toEqual([
    ['present', 'a'],
    ['present', 'b'],
    ['left', 'a', 'left-unseen'],
  ]);
});

test('who was missing by mistake is present again', () => {
  const { people, story } = scene();
  people.snapshot(1, [person('a', 1)]);
  people.snapshot(2, []);
  people.update(2, [person('a', 1)]);
  expect(story().at(-1)).toEqual(['joined', 'a']);
});

test('our own identities and hidden participants are left out', () => {
  const { people, records } = scene();
  people.addOwn('id-me');
  people.snapshot(1, [person('me', 1), person('other', 1, { permission: { hidden: true } })]);
  expect(records).toEqual([]);
});

test('a kind that is newer than this software is told by its number', () => {
  const { people, records } = scene();
  const info = person('a', 1);
  people.update(1, [ParticipantInfo.fromBinary(Uint8Array.from([...info.toBinary(), 0x70, 99]))]);
  expect(records[0]?.participantKind).toBe('99');
});
