import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultKeyTemplate, isKeyTemplate } from '../../shared/key-template.ts';
import { objectKey } from './object-key.ts';

test.each([
  [defaultKeyTemplate, true],
  ['{sessionId}/{file}', true],
  ['study/{date} {sessionName}/{recordingId}/{file}', true],
  ['{recordingId}-{file}', false],
  ['{file}', false],
  ['{room}/{file}', false],
  ['{recordingId}/{file}/x', false],
  ['{recordingId}/{file}/{file}', false],
  ['{recordingId}/{folder}/{file}', false],
  ['{recordingId}/../{file}', false],
  ['/{recordingId}/{file}', false],
  ['{recordingId}//{file}', false],
  ['{recordingId}~2/{file}', false],
  ['ü/{recordingId}/{file}', false],
])('%s: %s', (template, expected) => {
  expect(isKeyTemplate(template)).toBe(expected);
});

test('a template lays keys out, and unsafe values become safe names', () => {
  const place = {
    project: { id: 'p1', name: 'alpha' },
    roomName: '../x',
    recordingId: 'r1',
    sessionId: 's1',
    sessionName: 'Pilot {file}',
    date: '2026-03-01',
    template: 'study/{date}/{room}/{sessionName}/{sessionId}/{file}',
  };
  expect(objectKey(place, 'streams/a.bin')).toMatch(
    /^study\/2026-03-01\/___x-[0-9a-f]{8}\/Pilot__file_-[0-9a-f]{8}\/s1\/streams\/a\.bin$/,
  );
});

test('what a field holds never changes how many parts a key has', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (any) => {
      const place = { project: { id: 'p', name: any }, roomName: any, recordingId: 'r' };
      const template = '{projectName}/{room}/{recordingId}/{file}';
      expect(objectKey({ ...place, template }, 'm.jsonl').split('/')).toHaveLength(4);
    }),
  );
});
