/** A manifest that somebody else wrote must not make us read or write outside its folder. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { folderRecording } from '../restore/folder-recording.ts';
import { readStoredManifest } from '../restore/stored-recording.ts';
import { temporaryFolder } from '../state/testing.ts';
import { finaliseRecording } from './finalise.ts';
import { linkOpen, writeFirstManifest, writeSegments } from './testing/hand-made.ts';
import { verifyRecording } from './verify.ts';

let folder: ReturnType<typeof temporaryFolder>;
let recording: string;
const content = 'what another program keeps here';

beforeEach(async () => {
  folder = temporaryFolder('outside');
  recording = join(folder.path, 'recording');
  mkdirSync(recording);
  writeFileSync(join(folder.path, 'secret'), content);
  writeFirstManifest(recording);
  writeSegments(recording, [[linkOpen]]);
  await finaliseRecording(recording, 'session-stopped', new Date('2025-10-09T09:00:00Z'));
});
afterEach(() => {
  folder.remove();
});

/** Names a file outside, with its true size and hash. */
function nameOutside(path: string): void {
  const file = join(recording, 'manifest.json');
  const manifest = z
    .looseObject({ files: z.array(z.looseObject({})) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const outside = { ...manifest.files[0], path, role: 'stream', size: content.length, sha256 };
  writeFileSync(file, JSON.stringify({ ...manifest, files: [...manifest.files, outside] }));
}

test('a manifest that names a file outside is damaged, although that file is as it says', async () => {
  expect((await verifyRecording(recording)).problems).toEqual([]);
  nameOutside('../secret');
  expect((await verifyRecording(recording)).problems).toEqual(['../secret is missing']);
  nameOutside(join(folder.path, 'secret'));
  expect((await verifyRecording(recording)).status).toBe('damaged');
});

test('nothing is fetched by a manifest that names a file outside', async () => {
  const stored = folderRecording(join(recording, 'manifest.json'));
  const { signal } = new AbortController();
  expect((await readStoredManifest(stored, signal)).manifest.files).toHaveLength(1);
  nameOutside('../secret');
  await expect(readStoredManifest(stored, signal)).rejects.toMatchObject({
    code: 'recording-damaged',
  });
});
