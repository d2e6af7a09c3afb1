import { expect, test } from 'vitest';
import { firstManifest } from '../../engine/recording/manifest.ts';
import { renamedLines } from '../../engine/uploads/renamed-lines.ts';
import { recordingView } from './recording-views.ts';

test('a file that is stored under another name is named in the receipt, in window and text', () => {
  const manifest = {
    ...firstManifest({
      recordingId: 'r1',
      software: { name: 'test', version: '1' },
      project: { id: 'p1', name: 'alpha' },
      session: null,
      roomName: 'Pilot',
      livekitUrl: null,
      startedAt: new Date(0),
    }),
    files: [1, 2].map((number) => ({
      ...{ path: `messages-00000${number}.jsonl`, role: 'segment' as const, size: 10 },
      ...{ sha256: '0'.repeat(64), records: 1, firstRecord: 1, lastRecord: 1 },
      ...{ firstArrival: null, lastArrival: null },
    })),
  };
  const storedKey = 'alpha/r1/messages-000002~2.jsonl';
  const states = new Map([
    ['messages-000001.jsonl', { state: 'verified' as const, size: 10, storedKey: null }],
    ['messages-000002.jsonl', { state: 'verified' as const, size: 10, storedKey }],
    ['manifest.json', { state: 'waiting' as const, size: 5, storedKey: null }],
  ]);
  const view = recordingView({ folder: '/data/r1', isLocal: true }, manifest, states);
  expect(view.files.map(({ path, storedAs }) => [path, storedAs])).toEqual([
    ['messages-000001.jsonl', null],
    ['messages-000002.jsonl', 'messages-000002~2.jsonl'],
    ['manifest.json', null],
  ]);
  const rows = [...states].map(([file, { storedKey: key }]) => ({ file, storedKey: key }));
  expect(renamedLines(rows)).toEqual([
    `messages-000002.jsonl is stored as ${storedKey}: another object has its name`,
  ]);
});
