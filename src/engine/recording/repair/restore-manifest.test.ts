/** A recording without a manifest is taken up where it lies. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finaliseRecording } from '../finalise.ts';
import { data, linkOpen, writeFirstManifest, writeSegments } from '../testing/hand-made.ts';
import { verifyRecording } from '../verify.ts';
import { lacksManifest, restoreManifest, type KnownOfRecording } from './restore-manifest.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const known: KnownOfRecording = {
  project: { id: 'p', name: 'alpha' },
  session: { id: 's1', name: 'Pilot', startedAt: 1_760_000_000, comments: '' },
  roomName: 'Pilot',
  livekitUrl: 'ws://127.0.0.1:1',
};
const started = {
  kind: 'session',
  event: 'started',
  sessionId: 's1',
  name: 'Pilot',
  comments: 'c',
};

let root = '';
let folder = '';
let manifest = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'restore-'));
  folder = join(root, `2026-10-09_Pilot-00000000_${ID}`);
  manifest = join(folder, 'manifest.json');
  writeFirstManifest(folder);
  writeSegments(folder, [[linkOpen, started, data(1, 'one')], [data(2, 'two')]]);
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

test('lost: made again from segments and state file; it can be finalised, and verifies', async () => {
  rmSync(manifest);
  expect(await lacksManifest(folder)).toBe(true);
  expect(await restoreManifest(folder, known)).toMatchObject({
    ...{
      recordingId: 'r1',
      status: 'recording',
      project: known.project,
      livekitUrl: known.livekitUrl,
    },
    ...{ room: { name: 'Pilot' }, session: { id: 's1', comments: 'c' } },
  });
  expect(await lacksManifest(folder)).toBe(false);
  expect(readdirSync(folder)).not.toContain('set-aside');
  const { counts } = await finaliseRecording(folder, 'session-stopped', new Date());
  expect(counts.messages).toBe(2);
  expect(await verifyRecording(folder)).toMatchObject({ status: 'complete', problems: [] });
});

test.each(['{"format":"syncflow-recording"', '', '{"format":"syncflow-recording","version":1}'])(
  'damaged (%s): the same, and what was there is kept',
  async (text) => {
    for (const number of [1, 2]) {
      writeFileSync(manifest, text);
      expect(await restoreManifest(folder, known)).not.toBeNull();
      const aside = join(folder, 'set-aside', `manifest.json.broken-${number}`);
      expect(readFileSync(aside, 'utf8')).toBe(text);
    }
  },
);

test('a session that the state file does not know is the one of the segments', async () => {
  rmSync(manifest);
  const unknown = { ...known, session: null, roomName: null };
  const { session } = (await restoreManifest(folder, unknown)) ?? {};
  expect(session).toMatchObject({ id: 's1', name: 'Pilot' });
});

test('left alone: sound, of a later version, and without segments', async () => {
  const sound = readFileSync(manifest, 'utf8');
  expect(await restoreManifest(folder, known)).toBeNull();
  expect(readFileSync(manifest, 'utf8')).toBe(sound);
  const later = '{"format":"syncflow-recording","version":2}';
  writeFileSync(manifest, later);
  expect(await restoreManifest(folder, known)).toBeNull();
  expect(readFileSync(manifest, 'utf8')).toBe(later);
  const empty = join(root, `2026-10-09_Empty-00000000_${ID}`);
  mkdirSync(empty);
  expect(await restoreManifest(empty, known)).toBeNull();
  expect(readdirSync(empty)).toEqual([]);
});
