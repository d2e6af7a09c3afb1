/** A recorder that is killed among many small files, whose ends are committed together and unsynced. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StoreRelay } from '../../../stack/network/store-relay.ts';
import { S3Server } from '../../../stack/services/s3.ts';
import { silentLog } from '../../shared/log.ts';
import { openState } from '../state/state-database.ts';
import { startChild, temporaryFolder } from '../state/testing.ts';
import { UploadLedger } from './ledger.ts';
import { sha256, writeRecording } from './testing.ts';

const KILLS = process.env['RECORDER_TEST_FULL'] === '1' ? 30 : 3;
const FILES = KILLS * 20;
const bucket = 'recordings';
const child = new URL('upload-child.fixture.ts', import.meta.url);
let folder: ReturnType<typeof temporaryFolder>;
let server: S3Server;
let relay: StoreRelay;

beforeAll(async () => {
  folder = temporaryFolder('queue-kill');
  server = await S3Server.create({ folder: folder.path });
  await server.start();
  await server.createBucket(bucket);
  relay = await StoreRelay.start(server.port);
});

afterAll(async () => {
  await relay.stop();
  await server.stop();
  folder.remove();
});

test('killed again and again, it loses no row, calls nothing verified that is not, and ends', async () => {
  const { files, recordingId } = writeRecording(
    folder.path,
    Array.from({ length: FILES }, (_, index) => 500 + index),
  );
  const file = join(folder.path, 'state.sqlite');
  const before = openState(file, silentLog);
  new UploadLedger(before.uploads, Date.now).enqueue(files);
  before.close();
  const { region, accessKey, secretKey } = server;
  const config = { endpoint: relay.endpoint, region, accessKey, secretKey, bucket };
  const start = (): ReturnType<typeof startChild> =>
    startChild(child, [folder.path, JSON.stringify(config)]);

  const isStored = (objectKey: string): boolean => {
    const path = join(server.dataFolder, bucket, objectKey);
    const row = files.find((one) => one.objectKey === objectKey);
    return existsSync(path) && sha256(readFileSync(path)) === row?.sha256;
  };
  const check = (): number => {
    const state = openState(file, silentLog);
    const rows = state.uploads.list();
    state.close();
    expect(rows).toHaveLength(FILES + 1);
    const verified = rows.filter((row) => row.state === 'verified');
    expect(verified.every(({ objectKey }) => isStored(objectKey))).toBe(true);
    const manifest = rows.find(({ role }) => role === 'manifest');
    if (manifest === undefined) throw new Error('the manifest has no row');
    if (existsSync(join(server.dataFolder, bucket, manifest.objectKey))) {
      expect(rows.every(({ role, objectKey }) => role === 'manifest' || isStored(objectKey))).toBe(
        true,
      );
    }
    return verified.length;
  };

  let most = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const uploader = start();
    const until = relay.count('put') + 5 + Math.floor(Math.random() * 10);
    while (relay.count('put') < until) await sleep(1);
    await uploader.kill('SIGKILL');
    const verified = check();
    // Nothing that was verified falls back: a kill is no loss of power.
    expect(verified).toBeGreaterThanOrEqual(most);
    most = verified;
  }
  expect(most).toBeLessThan(FILES);
  const last = start();
  let line = await last.line();
  if (line === 'uploading') line = await last.line();
  expect(line).toBe('settled');
  expect(await last.exited()).toBe(0);
  expect(check()).toBe(FILES + 1);
  const objects = await server.listObjects(bucket);
  // Nothing was stored a second time under a spare name.
  expect(objects.filter(({ key }) => key.includes(recordingId))).toHaveLength(FILES + 1);
}, 300_000);
