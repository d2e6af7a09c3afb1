import { expect, test } from 'vitest';
import { viewOfError, RecorderError } from '../../shared/errors.ts';
import { sessionPhases, type WindowSession, type WindowTraffic } from '../../shared/ipc/views.ts';
import { lightOf } from './recording-light.ts';

const NOW = 1_000_000;
const traffic: WindowTraffic = {
  messages: 5,
  bytes: 50,
  written: 11,
  synced: 10,
  lost: 0,
  duplicates: 0,
  links: 1,
  lastWriteAt: NOW - 1000,
  journalError: null,
  messagesPerSecond: 1,
  devices: [],
  deviceCount: 1,
};
const session: WindowSession = {
  sessionId: 's',
  projectId: 'p',
  name: 'Class',
  roomName: 'Class',
  phase: 'recording',
  since: 0,
  recordingId: 'r',
  error: null,
  warning: null,
  lane: 'a',
  traffic,
};
const kind = (changes: Partial<WindowSession>, newsAge = 0): string =>
  lightOf({ ...session, ...changes }, NOW, newsAge).kind;

test('recording means: bytes reached the disk just now', () => {
  expect(kind({})).toBe('recording');
  expect(kind({ traffic: { ...traffic, lastWriteAt: NOW - 60_000 } })).toBe('waiting');
  expect(kind({ traffic: { ...traffic, lastWriteAt: null } })).toBe('waiting');
  expect(kind({ traffic: { ...traffic, messages: 0 } })).toBe('waiting');
  expect(kind({ traffic: null })).toBe('waiting');
});

test('no phase but recording shows the red light, however recent the last write', () => {
  for (const phase of sessionPhases.filter((each) => each !== 'recording')) {
    expect(kind({ phase })).not.toBe('recording');
  }
});

test('a disk that refuses, an error, or a silent recorder is never called recording', () => {
  const error = viewOfError(new RecorderError('disk-full', 'the disk is full'));
  expect(kind({ traffic: { ...traffic, journalError: error } })).toBe('not-recording');
  expect(kind({ error })).toBe('not-recording');
  expect(kind({}, 6000)).toBe('not-recording');
  expect(lightOf({ ...session, error }, NOW, 0).detail).toBe('the disk is full');
});
