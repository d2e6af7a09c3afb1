/** A file in parts, in a real bucket: confirmed without being sent back. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { StoreRelay } from '../../../stack/network/store-relay.ts';
import { S3Server } from '../../../stack/services/s3.ts';
import { configFromEnv } from '../config/env.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { UploadRow } from '../state/upload-rows.ts';
import { defaultPartSizes } from '../uploads/part-plan.ts';
import { createS3Destination } from '../uploads/s3-destination.ts';
import { contextOf, writeSource } from '../uploads/testing.ts';
import { askDestinations } from './still-stored.ts';

const projectId = 'aaaaaaaa-0000-4000-8000-000000000001';

test('a file in parts is confirmed by the checksums of its parts, and read when those differ', async () => {
  const folder = temporaryFolder('still-stored');
  onTestFinished(() => {
    folder.remove();
  });
  const server = await S3Server.create({ folder: folder.path });
  await server.start();
  onTestFinished(() => server.stop());
  await server.createBucket('recordings');
  const relay = await StoreRelay.start(server.port);
  onTestFinished(() => relay.stop());
  const { config } = configFromEnv(
    {
      PROJECTS__0__LIVEKIT_URL: 'wss://livekit.example.org',
      PROJECTS__0__KEY: 'key-of-nothing',
      PROJECTS__0__SECRET: 'secret-of-nothing',
      PROJECTS__0__PROJECT_ID: projectId,
      PROJECTS__0__S3_CONFIG__ACCESS_KEY: server.accessKey,
      PROJECTS__0__S3_CONFIG__SECRET_KEY: server.secretKey,
      PROJECTS__0__S3_CONFIG__ENDPOINT: relay.endpoint,
      PROJECTS__0__S3_CONFIG__BUCKET_NAME: 'recordings',
      PROJECTS__0__S3_CONFIG__REGION: server.region,
      RECORDER_PLAIN_HOSTS: '127.0.0.1',
    },
    {},
    folder.path,
  );
  const bytes = randomBytes(defaultPartSizes.threshold + 1000);
  const file = 'messages-000001.jsonl';
  writeFileSync(join(folder.path, file), bytes);
  const s3 = config.projects[0]?.s3;
  if (s3 === null || s3 === undefined) throw new Error('the settings have no bucket');
  const rowOf = async (part: number): Promise<UploadRow> => {
    const source = writeSource(folder.path, bytes, `by-${part}/${file}`);
    const sizes = { ...defaultPartSizes, part };
    const destination = createS3Destination({ config: s3, plainHosts: ['127.0.0.1'], sizes });
    await destination.put(source, contextOf());
    destination.close();
    const { key: objectKey, size, sha256 } = source;
    return {
      ...{ id: 1, recordingId: 'r1', sessionId: null, projectId, destination: 's3', folder: '.' },
      ...{ file, role: 'segment', objectKey, bucket: 'recordings', size, sha256, priority: 0 },
      ...{ state: 'verified', attempts: 1, nextTryAt: null, errorCode: null, errorMessage: null },
      ...{ createdAt: 1, updatedAt: 1, verifiedAt: 2, resumeToken: null, storedKey: null },
    };
  };
  const ask = askDestinations(config);
  const { signal } = new AbortController();
  const gets = (): number => relay.requests.filter(({ method }) => method === 'GET').length;

  const usual = await rowOf(defaultPartSizes.part);
  const unusual = await rowOf(8 * 1024 * 1024);
  const before = gets();
  expect(await ask('s3', [usual], signal)).toBeNull();
  expect(gets()).toBe(before);
  expect(await ask('s3', [usual, unusual], signal)).toBeNull();
  expect(gets()).toBe(before + 1);
  writeFileSync(join(folder.path, file), randomBytes(bytes.length));
  await expect(ask('s3', [usual], signal)).rejects.toMatchObject({ code: 'recording-damaged' });
});
