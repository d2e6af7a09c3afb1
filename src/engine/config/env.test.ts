import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RecorderError } from '../../shared/errors.ts';
import { redact } from '../../shared/redact.ts';
import { configFromEnv, readEnvFile } from './env.ts';

const good = {
  SYNCFLOW_SERVER_URL: 'https://syncflow.example.org',
  RABBITMQ_HOST: 'broker.example.org',
  RABBITMQ_PORT: '5671',
  RABBITMQ_VHOST_NAME: 'syncflow',
  DEVICE_GROUP_NAME: 'lab',
  PROJECTS__0__KEY: 'key-zero-0000',
  PROJECTS__0__SECRET: 'secret-zero-0000',
  PROJECTS__0__PROJECT_ID: 'aaaaaaaa-0000-4000-8000-000000000001',
  PROJECTS__0__S3_CONFIG__ACCESS_KEY: 'AKIAEXAMPLE0000',
  PROJECTS__0__S3_CONFIG__SECRET_KEY: 'wJalrXUtnFEMI/example+key',
  PROJECTS__0__S3_CONFIG__ENDPOINT: 'https://s3.example.org',
  PROJECTS__0__S3_CONFIG__BUCKET_NAME: 'recordings',
  PROJECTS__0__S3_CONFIG__REGION: 'us-east-1',
};

function failure(run: () => unknown): RecorderError {
  try {
    run();
  } catch (error) {
    if (error instanceof RecorderError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

test('the daemon’s names give a configuration with both device groups', () => {
  const { config, warnings } = configFromEnv(good, {}, '/data');
  expect(warnings).toEqual([]);
  expect(config.syncflow?.deviceGroups).toEqual(['lab', 'text-egress']);
  expect(config.syncflow?.broker).toEqual({
    host: 'broker.example.org',
    port: 5671,
    vhost: 'syncflow',
    tls: true,
  });
  expect(config.projects[0]?.s3?.bucket).toBe('recordings');
  expect(redact('the key wJalrXUtnFEMI/example+key is secret')).not.toContain('wJalr');
});

test('flags beat the environment, the environment beats the file', () => {
  const environment = { RABBITMQ_HOST: 'other.example.org', RECORDER_DATA_DIR: '/from-env' };
  expect(configFromEnv(good, environment, null).config).toMatchObject({
    dataFolder: '/from-env',
    syncflow: { broker: { host: 'other.example.org' } },
  });
  expect(configFromEnv(good, environment, '/flag').config.dataFolder).toBe('/flag');
});

test('every missing name is told at once', () => {
  const { RABBITMQ_HOST, PROJECTS__0__SECRET, ...rest } = good;
  const error = failure(() => configFromEnv(rest, {}, null));
  expect(error.code).toBe('config-missing-name');
  expect(error.message).toContain('RABBITMQ_HOST');
  expect(error.message).toContain('PROJECTS__0__SECRET');
  expect(error.message).toContain('RECORDER_DATA_DIR');
});

test('an unknown name warns, an empty file misses project 0', () => {
  expect(configFromEnv({ ...good, RABITMQ_HOST: 'x' }, {}, '/d').warnings).toEqual([
    'RABITMQ_HOST is not a setting that the recorder knows; it is ignored',
  ]);
  expect(failure(() => configFromEnv({}, {}, '/d')).message).toContain('PROJECTS__0__KEY');
});

test('a bad value is named, never shown', () => {
  const bad = { ...good, PROJECTS__0__PROJECT_ID: 'sekrit-not-a-uuid' };
  const error = failure(() => configFromEnv(bad, {}, '/d'));
  expect(error.code).toBe('config-bad-value');
  expect(error.message).toContain('PROJECTS__0__PROJECT_ID');
  expect(error.message).not.toContain('sekrit');
  expect(failure(() => configFromEnv({ ...good, RABBITMQ_PORT: 'x' }, {}, '/d')).message).toContain(
    'RABBITMQ_PORT',
  );
});

test('several projects, uploads off needs no storage', () => {
  const projectOnly = Object.fromEntries(
    Object.entries(good).filter(([name]) => !name.includes('S3_CONFIG')),
  );
  const second = {
    PROJECTS__1__KEY: 'key-one-1111',
    PROJECTS__1__SECRET: 'secret-one-1111',
    PROJECTS__1__PROJECT_ID: 'aaaaaaaa-0000-4000-8000-000000000002',
  };
  const { config } = configFromEnv({ ...projectOnly, ...second, RECORDER_UPLOAD: 'off' }, {}, '/d');
  expect(config.projects.map((project) => project.s3)).toEqual([null, null]);
});

const livekit = {
  PROJECTS__0__LIVEKIT_URL: 'wss://livekit.example.org',
  PROJECTS__0__KEY: 'key-livekit-0000',
  PROJECTS__0__SECRET: 'secret-livekit-0000',
  RECORDER_UPLOAD: 'off',
};

test('a bare LiveKit server is a project, and needs nothing of SyncFlow', () => {
  const { config, warnings } = configFromEnv(livekit, {}, '/d');
  expect(warnings).toEqual([]);
  expect(config.syncflow).toBeNull();
  expect(config.projects).toMatchObject([
    { kind: 'livekit', name: 'livekit.example.org', rooms: '*', url: 'wss://livekit.example.org' },
  ]);
  const named = { ...livekit, PROJECTS__0__NAME: 'Lab', PROJECTS__0__ROOMS: 'lab-*,!*test*' };
  const [first] = configFromEnv(named, {}, '/d').config.projects;
  expect(first).toMatchObject({ name: 'Lab', rooms: 'lab-*,!*test*' });
  expect(first?.projectId).not.toBe(config.projects[0]?.projectId);
  expect(configFromEnv(named, {}, '/d').config.projects[0]?.projectId).toBe(first?.projectId);
  expect(redact('secret-livekit-0000')).not.toContain('livekit-0000');
});

test('a LiveKit server beside SyncFlow: both kinds, and what SyncFlow needs is missed', () => {
  const moved = Object.fromEntries(
    Object.entries(livekit).map(([name, value]) => [name.replace('__0__', '__1__'), value]),
  );
  const { config } = configFromEnv({ ...good, ...moved }, {}, '/d');
  expect(config.projects.map(({ kind }) => kind)).toEqual(['syncflow', 'livekit']);
  const { SYNCFLOW_SERVER_URL: _, ...without } = good;
  expect(failure(() => configFromEnv({ ...without, ...moved }, {}, '/d')).message).toContain(
    'SYNCFLOW_SERVER_URL',
  );
});

test('names of a LiveKit project at one of SyncFlow look like a mistake', () => {
  const { warnings } = configFromEnv({ ...good, PROJECTS__0__ROOMS: 'lab-*' }, {}, '/d');
  expect(warnings).toEqual([
    'PROJECTS__0__ROOMS is for a LiveKit server without SyncFlow; it is ignored',
  ]);
});

test('the same project twice is refused, and so is no room', () => {
  const twice = Object.fromEntries(
    Object.entries(livekit).flatMap(([name, value]) => [
      [name, value],
      [name.replace('__0__', '__1__'), value],
    ]),
  );
  expect(failure(() => configFromEnv(twice, {}, '/d')).message).toContain('same id');
  const none = { ...livekit, PROJECTS__0__ROOMS: ' , ' };
  expect(failure(() => configFromEnv(none, {}, '/d')).message).toContain('PROJECTS__0__ROOMS');
});

test('a file is read as the daemon reads it; a missing one is an error with its name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'env-'));
  const file = join(folder, '.env');
  writeFileSync(file, '# comment\nRABBITMQ_HOST="quoted.example.org"\nRABBITMQ_PORT=5671\n');
  expect(readEnvFile(file)).toEqual({ RABBITMQ_HOST: 'quoted.example.org', RABBITMQ_PORT: '5671' });
  const missing = join(folder, 'none');
  expect(failure(() => readEnvFile(missing)).message).toContain(missing);
});

test('uploads: a folder beside the bucket or instead of it, off for one project, and how', () => {
  const folder = { PROJECTS__0__UPLOAD_FOLDER: '/mnt/share/recordings' };
  const both = configFromEnv({ ...good, ...folder }, {}, '/d').config;
  expect(both.projects[0]).toMatchObject({
    uploadFolder: '/mnt/share/recordings',
    s3: { bucket: 'recordings' },
  });
  expect(both.uploads).toEqual({
    when: 'segment-closed',
    concurrency: 3,
    limitBytesPerSecond: null,
    keepDays: null,
  });
  const noBucket = Object.fromEntries(
    Object.entries(good).filter(([name]) => !name.includes('S3_CONFIG')),
  );
  const settings = {
    RECORDER_UPLOAD_WHEN: 'session-over',
    RECORDER_UPLOAD_CONCURRENCY: '5',
    RECORDER_UPLOAD_LIMIT_KB: '500',
    RECORDER_KEEP_DAYS: '0',
  };
  const alone = configFromEnv({ ...noBucket, ...folder, ...settings }, {}, '/d').config;
  expect(alone.projects[0]).toMatchObject({ s3: null, uploadFolder: '/mnt/share/recordings' });
  expect(alone.uploads).toEqual({
    when: 'session-over',
    concurrency: 5,
    limitBytesPerSecond: 500_000,
    keepDays: 0,
  });
  const off = configFromEnv({ ...noBucket, ...folder, PROJECTS__0__UPLOAD: 'off' }, {}, '/d');
  expect(off.config.projects[0]).toMatchObject({ s3: null, uploadFolder: null });
  // Half a bucket is a mistake, folder or not.
  const half = { ...noBucket, ...folder, PROJECTS__0__S3_CONFIG__REGION: 'us-east-1' };
  expect(failure(() => configFromEnv(half, {}, '/d')).code).toBe('config-missing-name');
  const relative = { ...noBucket, PROJECTS__0__UPLOAD_FOLDER: 'copies' };
  expect(failure(() => configFromEnv(relative, {}, '/d')).code).toBe('config-bad-value');
});
