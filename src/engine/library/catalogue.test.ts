import { mkdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { anyRecording, type LibraryFilter } from '../../shared/ipc/library.ts';
import { temporaryFolder } from '../state/testing.ts';
import { Catalogue } from './catalogue.ts';

let folder: ReturnType<typeof temporaryFolder>;

beforeEach(() => {
  folder = temporaryFolder('catalogue');
});
afterEach(() => {
  folder.remove();
});

interface Made {
  readonly id: string;
  readonly project?: string;
  readonly session?: string;
  readonly status?: string;
  readonly start?: string;
  readonly end?: string | null;
  readonly senders?: readonly string[];
  readonly topics?: readonly string[];
}

/** A manifest written from docs/data-format.md. */
function manifest(made: Made): string {
  const { id, project = 'Lab', session = 'Pilot', status = 'complete', senders = [] } = made;
  const topics = made.topics ?? [];
  return JSON.stringify({
    ...{ format: 'syncflow-recording', version: 1, recordingId: id, status },
    software: { name: 'hand', version: '1' },
    computer: { hostname: 'h', platform: 'linux' },
    project: { id: 'p', name: project },
    session: { id: `s-${id}`, name: session, startedAt: null, comments: 'with Ada' },
    room: { name: `room of ${session}`, sid: null, metadata: null },
    livekitUrl: null,
    startedAt: made.start ?? '2026-01-01T10:00:00.000Z',
    endedAt: made.end === undefined ? '2026-01-01T11:00:00.000Z' : made.end,
    endReason: null,
    participants: senders.map((identity) => ({
      ...{ identity, sid: 'PA_1', name: '', messages: 1, bytes: 1 },
      ...{ firstSequence: 1, lastSequence: 1, unsequenced: 0 },
    })),
    files: [],
    counts: {
      ...{ records: 2, messages: 1, bytes: 1, duplicates: 0, corrupt: 0, byKind: {} },
      byTopic: Object.fromEntries(topics.map((topic) => [topic, 1])),
    },
    gaps: [],
    cannotSee: [],
  });
}

function put(made: Made): string {
  const path = join(folder.path, 'recordings', 'project', `2026_room_${made.id}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'manifest.json'), manifest(made));
  return path;
}

const found = (
  catalogue: Catalogue,
  filter: Partial<LibraryFilter> = {},
  uploaded: (id: string) => boolean = () => false,
): string[] =>
  catalogue.find({ ...anyRecording, ...filter }, uploaded).map((entry) => entry.recordingId);

async function opened(): Promise<Catalogue> {
  const catalogue = new Catalogue(folder.path, () => undefined);
  await catalogue.refresh();
  return catalogue;
}

test('words, project, days, senders, topics and states find what fits all of them', async () => {
  put({ id: 'r1', senders: ['Tablet-1'], topics: ['sensor/heart'] });
  put({ id: 'r2', project: 'Field', session: 'Walk', status: 'complete-but', topics: ['gps'] });
  put({ id: 'r3', status: 'damaged', start: '2026-03-01T10:00:00Z', end: '2026-03-01T11:00:00Z' });
  put({ id: 'r4', status: 'recording', start: '2026-04-01T10:00:00Z', end: null });
  const catalogue = await opened();
  expect(found(catalogue)).toEqual(['r4', 'r3', expect.any(String), expect.any(String)]);
  expect(found(catalogue, { text: 'walk FIELD' })).toEqual(['r2']);
  expect(found(catalogue, { text: 'walk lab' })).toEqual([]);
  expect(found(catalogue, { text: 'tablet' })).toEqual(['r1']);
  expect(found(catalogue, { text: 'ada' })).toHaveLength(4);
  expect(found(catalogue, { project: 'Field' })).toEqual(['r2']);
  expect(found(catalogue, { participant: ' TABLET' })).toEqual(['r1']);
  expect(found(catalogue, { topic: 'heart' })).toEqual(['r1']);
  expect(found(catalogue, { completeness: 'gaps' })).toEqual(['r2']);
  expect(found(catalogue, { completeness: 'damaged' })).toEqual(['r3']);
  expect(found(catalogue, { completeness: 'recording' })).toEqual(['r4']);
  const march = { from: Date.parse('2026-03-01T00:00Z'), to: Date.parse('2026-03-02T00:00Z') };
  expect(found(catalogue, march)).toEqual(['r3']);
  // It went on over midnight.
  expect(found(catalogue, { ...march, from: Date.parse('2026-03-01T10:30Z') })).toEqual(['r3']);
  expect(found(catalogue, { upload: 'failed' }, (id) => id === 'r3')).toEqual(['r3']);
  expect(catalogue.choices()).toMatchObject({
    projects: ['Lab', 'Field'],
    participants: ['Tablet-1'],
  });
});

test('what is new, changed or gone is seen at the next look, and told', async () => {
  const path = put({ id: 'r1' });
  let changes = 0;
  const catalogue = new Catalogue(folder.path, () => {
    changes += 1;
  });
  await catalogue.refresh();
  const before = changes;
  await catalogue.refresh();
  expect(changes).toBe(before);
  put({ id: 'r2' });
  writeFileSync(join(path, 'manifest.json'), manifest({ id: 'r1', session: 'Another name' }));
  await catalogue.refresh();
  expect(changes).toBeGreaterThan(before);
  expect(found(catalogue, { text: 'another' })).toEqual(['r1']);
  rmSync(path, { recursive: true });
  await catalogue.refresh();
  expect(found(catalogue)).toEqual(['r2']);
  expect(catalogue.progress).toBeNull();
});

test('a later start lists what was known, and believes the manifests more than its own file', async () => {
  put({ id: 'r1' });
  const kept = put({ id: 'r2' });
  await opened();
  const file = join(folder.path, 'library.index');
  expect(readFileSync(file, 'utf8')).toContain('syncflow-library');
  writeFileSync(join(kept, 'manifest.json'), manifest({ id: 'r2', status: 'damaged' }));
  expect(found(await opened(), { completeness: 'damaged' })).toEqual(['r2']);
  writeFileSync(file, '{"format":"syncflow-library","version":1,"entries":[{}]}');
  expect(found(await opened())).toHaveLength(2);
});

test('a folder without a readable manifest is left out; so is a deleted one that is back', async () => {
  const path = put({ id: 'r1' });
  mkdirSync(join(folder.path, 'recordings', 'project', 'nothing in it'));
  const catalogue = await opened();
  catalogue.setDeleted(
    ['r1', 'r2', 'r3'],
    [
      { recordingId: 'r1', folder: path, manifest: manifest({ id: 'r1' }) },
      { recordingId: 'r2', folder: '/gone/r2', manifest: manifest({ id: 'r2' }) },
      { recordingId: 'r3', folder: '/gone/r3', manifest: '{"format":"another"}' },
    ],
  );
  expect(found(catalogue)).toHaveLength(2);
  expect(catalogue.get('r1')?.isLocal).toBe(true);
  expect(found(catalogue, { upload: 'elsewhere' })).toEqual(['r2']);
  catalogue.setDeleted([], []);
  expect(found(catalogue)).toEqual(['r1']);
});
