/** With a real bucket and a real folder: uploaded, deleted, brought back. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { S3Server } from '../../../stack/services/s3.ts';
import { silentLog } from '../../shared/log.ts';
import { defaultUploadSettings, engineConfigSchema, type EngineConfig } from '../config/config.ts';
import { configFromEnv } from '../config/env.ts';
import { finaliseRecording } from '../recording/finalise.ts';
import {
  data,
  linkOpen,
  writeFirstManifest,
  writeSegments,
} from '../recording/testing/hand-made.ts';
import { verifyRecording } from '../recording/verify.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { temporaryFolder } from '../state/testing.ts';
import { RecordingUploads } from '../uploads/recording-uploads.ts';
import { MARKER_FILE } from '../uploads/folder-destination.ts';
import { pathOfKey } from '../uploads/folder-path.ts';
import { eventually } from '../uploads/testing.ts';
import { Fetches } from './fetches.ts';
import { Retention } from './retention.ts';
import { askDestinations } from './still-stored.ts';

const projectId = 'aaaaaaaa-0000-4000-8000-000000000001';
const DAY = 24 * 3_600_000;
const ended = new Date('2025-10-09T09:00:00Z');
let root: ReturnType<typeof temporaryFolder>;
let server: S3Server;
let state: StateDatabase;
let config: EngineConfig;

beforeAll(async () => {
  root = temporaryFolder('retention');
  server = await S3Server.create({ folder: root.path });
  await server.start();
  await server.createBucket('recordings');
  const copies = join(root.path, 'copies');
  mkdirSync(copies);
  const dataFolder = join(root.path, 'data');
  state = openState(join(dataFolder, 'state.sqlite'), silentLog);
  const settings = {
    PROJECTS__0__LIVEKIT_URL: 'wss://livekit.example.org',
    PROJECTS__0__KEY: 'key-of-nothing',
    PROJECTS__0__SECRET: 'secret-of-nothing',
    PROJECTS__0__PROJECT_ID: projectId,
    PROJECTS__0__S3_CONFIG__ACCESS_KEY: server.accessKey,
    PROJECTS__0__S3_CONFIG__SECRET_KEY: server.secretKey,
    PROJECTS__0__S3_CONFIG__ENDPOINT: server.endpoint,
    PROJECTS__0__S3_CONFIG__BUCKET_NAME: 'recordings',
    PROJECTS__0__S3_CONFIG__REGION: server.region,
    PROJECTS__0__UPLOAD_FOLDER: copies,
    RECORDER_PLAIN_HOSTS: '127.0.0.1',
  };
  config = engineConfigSchema.parse({
    ...configFromEnv(settings, {}, dataFolder).config,
    uploads: { ...defaultUploadSettings, keepDays: 3 },
    journal: { ...configFromEnv(settings, {}, dataFolder).config.journal, reserveBytes: 0 },
  });
});

afterAll(async () => {
  state.close();
  await server.stop();
  root.remove();
});

test('local data goes only when it is verified everywhere, and comes back as it was', async () => {
  const folder = join(config.dataFolder, 'recordings', 'alpha', '2025-10-09_Pilot_r1');
  writeFirstManifest(folder);
  writeSegments(folder, [[linkOpen, data(1, 'one')], [data(2, 'two')]]);
  const manifest = await finaliseRecording(folder, 'session-stopped', ended);
  state.projects.saveProject({ projectId, name: 'alpha', livekitUrl: 'wss://x' }, 1);
  const session = { sessionId: 's1', projectId, roomName: 'Pilot', name: '', startedAt: null };
  state.sessions.notice({ ...session, source: 'api' }, 1);
  state.sessions.attachRecording('s1', { recordingId: 'r1', folder }, 2);
  state.sessions.setState('s1', 'ended', 3);
  const uploads = new RecordingUploads({
    config,
    state,
    log: silentLog,
    onChange: () => undefined,
  });
  const ref = { recordingId: 'r1', folder, projectId, sessionId: 's1' };
  let now = ended.getTime() + 3 * DAY;
  const retention = new Retention({
    ...{ dataFolder: config.dataFolder, state, keepDays: 3, log: silentLog },
    destinationsOf: (id) => uploads.destinationsOf(id),
    ask: askDestinations(config),
    onChange: () => undefined,
    now: () => now,
  });
  // Due by its age, but nothing of it is anywhere else yet.
  expect(await retention.run()).toMatchObject([{ recordingId: 'r1', verdict: { do: 'keep' } }]);
  uploads.finalised(ref, manifest);
  await eventually(() => state.uploads.counts().waiting === 6);
  uploads.start();
  await uploads.settled();
  await uploads.stop();
  expect(state.uploads.counts()).toMatchObject({ verified: 6 });
  const before = readdirSync(folder);

  now -= 1;
  expect(await retention.run()).toMatchObject([{ verdict: { do: 'wait' } }]);
  expect(retention.planned).toMatchObject([{ at: now + 1 }]);
  writeFileSync(join(folder, 'notes.txt'), 'hers');
  now += 1;
  expect(await retention.dryRun()).toMatchObject([{ verdict: { do: 'keep' } }]);
  await retention.run();
  expect(readdirSync(folder)).toHaveLength(before.length + 1);
  rmSync(join(folder, 'notes.txt'));
  await nothingGoesUnconfirmed(retention, folder);
  await retention.run();
  expect(existsSync(folder)).toBe(false);
  expect(readdirSync(join(config.dataFolder, 'deleting'))).toEqual([]);
  expect(state.deleted.get('r1')).toMatchObject({ state: 'deleted', files: before.length });
  expect(uploads.knows('r1')).toBe(true);
  expect(await retention.run()).toEqual([]);

  const fetches = new Fetches({
    ...{ config, state, log: silentLog, signal: new AbortController().signal },
    onChange: () => undefined,
  });
  fetches.begin('r1');
  fetches.begin('r1');
  await fetches.idle();
  expect(fetches.views()).toEqual([]);
  expect(await verifyRecording(folder)).toMatchObject({ status: 'complete', problems: [] });
  expect(state.deleted.get('r1')).toMatchObject({ state: 'fetched' });
  expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toContain('"r1"');
  fetches.begin('r1');
  await fetches.idle();
  expect(fetches.views()).toMatchObject([{ recordingId: 'r1', error: { code: 'usage' } }]);
});

/** The ledger calls everything verified, and what is stored is no longer so. */
async function nothingGoesUnconfirmed(retention: Retention, folder: string): Promise<void> {
  const kept = async (why: string): Promise<void> => {
    const verdict = { do: 'keep', why: expect.stringContaining(why) as unknown };
    expect(await retention.dryRun()).toMatchObject([{ verdict }]);
    expect(state.uploads.counts()).toMatchObject({ verified: 6, failed: 0 });
    expect(await retention.run()).toMatchObject([{ verdict }]);
    expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
  };
  await server.stop();
  await kept('the bucket cannot be asked');
  await server.start();
  const marker = join(root.path, 'copies', MARKER_FILE);
  rmSync(marker);
  await kept('the folder cannot be asked');
  writeFileSync(marker, '');
  expect(state.uploads.counts()).toMatchObject({ verified: 6 });

  const row = state.uploads.find('r1', 's3', 'messages-000002.jsonl');
  const object = join(server.dataFolder, 'recordings', row?.objectKey ?? '');
  rmSync(object);
  await kept('messages-000002.jsonl is not in the bucket any more');
  expect(state.uploads.find('r1', 's3', 'messages-000002.jsonl')).toMatchObject({
    state: 'failed',
    errorCode: 'stored-gone',
    nextTryAt: null,
  });
  const again = new RecordingUploads({ config, state, log: silentLog, onChange: () => undefined });
  again.start();
  again.retry('all');
  await again.settled();
  await again.stop();
  expect(existsSync(object)).toBe(true);
  const copy = state.uploads.find('r1', 'folder', 'messages-000001.jsonl');
  const path = pathOfKey(join(root.path, 'copies'), copy?.objectKey ?? '');
  const bytes = readFileSync(path);
  writeFileSync(path, Buffer.from(bytes).fill(0x58, 0, 5));
  await kept('messages-000001.jsonl in the folder is another one now');
  writeFileSync(path, bytes);
  state.uploads.change(copy?.id ?? 0, ['failed'], { state: 'verified' }, null, 1);
}

test('a deletion that a crash cut short is finished at the next look', async () => {
  const half = join(config.dataFolder, 'deleting', 'r2');
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'messages-000001.jsonl'), 'x');
  state.deleted.begin({
    ...{ recordingId: 'r2', projectId, files: 1, bytes: 1, manifest: '{}', at: 1 },
    folder: join('recordings', 'alpha', 'r2'),
  });
  const retention = new Retention({
    ...{ dataFolder: config.dataFolder, state, keepDays: null, log: silentLog },
    destinationsOf: () => ['s3'],
    ask: () => Promise.reject(new Error('nobody asks')),
    onChange: () => undefined,
  });
  await retention.run();
  expect(existsSync(half)).toBe(false);
  expect(state.deleted.get('r2')).toMatchObject({ state: 'deleted' });
});
