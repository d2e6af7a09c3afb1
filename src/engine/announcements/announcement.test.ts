import { expect, test } from 'vitest';
import { captured } from '../syncflow/testing.ts';
import { announcedGroup, MAX_ANNOUNCEMENT_BYTES, parseAnnouncement } from './announcement.ts';

const sessionId = 'bbbbbbbb-0000-4000-8000-000000000001';
const parse = (text: string): unknown => parseAnnouncement(Buffer.from(text));

test('the form that SyncFlow publishes', () => {
  expect(parse(`{"sessionId":"${sessionId}","sessionName":"Pilot 1"}`)).toEqual({
    sessionId,
    roomName: 'Pilot 1',
    joinToken: null,
  });
});

test('the older form carries a token', () => {
  const older = {
    session_id: sessionId,
    session_name: '../Lab / run 1 ü',
    session_metadata: '',
    session_join_token: 'secret',
  };
  expect(parse(JSON.stringify(older))).toEqual({
    sessionId,
    roomName: '../Lab / run 1 ü',
    joinToken: 'secret',
  });
  expect(parse(JSON.stringify({ ...older, session_join_token: '' }))).toMatchObject({
    joinToken: null,
  });
});

test('members that this version does not know are ignored', () => {
  expect(
    parse(`{"version":9,"sessionId":"${sessionId}","sessionName":"a","more":{"x":1}}`),
  ).toMatchObject({ roomName: 'a' });
});

test.each([
  ['nothing', ''],
  ['no JSON', 'hello'],
  ['a list', '[]'],
  ['null', 'null'],
  ['no session', '{"sessionName":"a"}'],
  ['no room', `{"sessionId":"${sessionId}"}`],
  ['an empty room name', `{"sessionId":"${sessionId}","sessionName":""}`],
  ['an id that is none', '{"sessionId":"../..","sessionName":"a"}'],
  ['another type', `{"sessionId":"${sessionId}","sessionName":1}`],
  ['a mixture', `{"sessionId":"${sessionId}","session_name":"a"}`],
])('%s is malformed', (_what, text) => {
  expect(() => parse(text)).toThrow('an announcement cannot be read');
});

test('bytes that are no UTF-8 are malformed: replaced, they would name another room', () => {
  const bytes = Buffer.concat([
    Buffer.from(`{"sessionId":"${sessionId}","sessionName":"a`),
    Buffer.from([0xff]),
    Buffer.from('"}'),
  ]);
  expect(() => parseAnnouncement(bytes)).toThrow('not JSON in UTF-8');
});

test('what is far too long is not even parsed', () => {
  const text = `{"sessionId":"${sessionId}","sessionName":"${'x'.repeat(MAX_ANNOUNCEMENT_BYTES)}"}`;
  expect(() => parse(text)).toThrow(/it has 65\d{3} bytes/);
});

test('an answer of the API is no announcement', () => {
  const session = captured('session-create', 'all fields').response.body;
  expect(() => parse(JSON.stringify(session))).toThrow('names no session');
});

test('the device group stands in the routing key, behind the id of the project', () => {
  expect(announcedGroup(`${sessionId}.desks.left`)).toBe('desks.left');
  for (const none of ['', 'desks', `${sessionId}.`]) expect(announcedGroup(none)).toBeNull();
});
