import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../state/testing.ts';
import { createRecording, type RecordingPlace } from './folders.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder('folders');
});
afterEach(() => {
  folder.remove();
});

function create(roomName: string): Promise<RecordingPlace> {
  return createRecording({
    dataFolder: folder.path,
    software: { name: 'test', version: '1' },
    project: { id: 'p', name: '../../elsewhere' },
    session: null,
    roomName,
    livekitUrl: null,
    startedAt: new Date('2026-01-02T03:04:05Z'),
  });
}

test('a recording is for this user alone', async () => {
  const { folder: made } = await create('Room 1');
  expect(statSync(made).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(made)) {
    expect(statSync(join(made, name)).mode & 0o777).toBe(0o600);
  }
});

test('no name of a project or a room leads out of the data folder', async () => {
  const { folder: made, recordingId } = await create('../../../etc/cron.d/x\0y');
  const parts = relative(folder.path, made).split('/');
  expect(parts).toHaveLength(3);
  for (const part of parts) expect(part).toMatch(/^[\w-]+$/);
  expect(basename(made)).toContain(recordingId);
});
