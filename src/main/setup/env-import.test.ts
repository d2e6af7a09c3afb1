import { defaultUploadsForm } from '../../shared/ipc/upload-settings.ts';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EngineConfig } from '../../engine/config/config.ts';
import { livekitProjectId } from '../../engine/livekit/project-id.ts';
import { setupFormSchema, type LivekitForm, type SetupForm } from '../../shared/ipc/setup.ts';
import { changedSecrets, type ProjectSecrets } from '../settings/secret-names.ts';
import { defaultAdvanced } from '../../shared/ipc/advanced.ts';
import { redact } from '../../shared/redact.ts';
import { storedSetupSchema } from '../settings/settings-schema.ts';
import { EnvImport } from './env-import.ts';
import {
  engineConfigOf,
  formOf,
  partsOf,
  projectsWithoutSecrets,
  storedOf,
} from './stored-setup.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-import-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const lines = {
  SYNCFLOW_SERVER_URL: 'https://syncflow.example.org',
  RABBITMQ_HOST: 'broker.example.org',
  RABBITMQ_PORT: '5671',
  RABBITMQ_VHOST_NAME: 'syncflow',
  DEVICE_GROUP_NAME: 'lab',
  PROJECTS__0__KEY: 'canary-key-1234',
  PROJECTS__0__SECRET: 'canary-secret-1234',
  PROJECTS__0__PROJECT_ID: 'aaaaaaaa-0000-4000-8000-000000000001',
  PROJECTS__0__S3_CONFIG__ACCESS_KEY: 'canary-access-1234',
  PROJECTS__0__S3_CONFIG__SECRET_KEY: 'canary-storage-1234',
  PROJECTS__0__S3_CONFIG__ENDPOINT: 'https://s3.example.org',
  PROJECTS__0__S3_CONFIG__BUCKET_NAME: 'recordings',
  PROJECTS__0__S3_CONFIG__REGION: 'us-east-1',
};

function storageOf(project: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(lines)
      .filter(([name]) => name.includes('S3_CONFIG'))
      .map(([name, value]) => [name.replace('__0__', `__${project}__`), value]),
  );
}

function write(values: Record<string, string>): string {
  const path = join(folder, '.env');
  writeFileSync(
    path,
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  return path;
}

test('the preview says where each name goes and shows no secret', () => {
  const preview = new EnvImport('/default').preview(write(lines));
  expect(preview.problems).toEqual([]);
  expect(preview.dataFolder).toBe('/default');
  expect(preview.rows).toHaveLength(Object.keys(lines).length);
  expect(preview.rows.every(({ goesTo }) => !goesTo.endsWith(' ') && goesTo !== '')).toBe(true);
  expect(JSON.stringify(preview)).not.toContain('canary');
  expect(redact('the secret is canary-storage-1234')).not.toContain('canary');
});

test('unknown names warn, missing ones forbid the import', () => {
  const { RABBITMQ_HOST: _, ...rest } = lines;
  const preview = new EnvImport('/default').preview(write({ ...rest, RABITMQ_HOST: 'x' }));
  expect(preview.warnings.join()).toContain('RABITMQ_HOST');
  expect(preview.problems.join()).toContain('RABBITMQ_HOST');
});

test('only the file that was previewed last can be imported or deleted', async () => {
  const imports = new EnvImport('/default');
  const path = write(lines);
  const first = imports.preview(path);
  const second = imports.preview(path);
  expect(() => imports.config(first.importId, '/data')).toThrow('chosen again');
  expect(imports.config(second.importId, '/data').dataFolder).toBe('/data');
  await imports.deleteFile(second.importId);
  expect(existsSync(path)).toBe(false);
  await expect(imports.deleteFile(second.importId)).rejects.toThrow('chosen again');
});

/** As if the app had been ended in between. */
function storedAndReadAgain(config: EngineConfig): EngineConfig {
  const { setup, secrets } = partsOf(config);
  const read = storedSetupSchema.parse(JSON.parse(JSON.stringify(setup)));
  return engineConfigOf(read, (id) => changedSecrets({}, secrets.get(id) ?? {}));
}

test('an import is taken apart without loss: settings without secrets, secrets by project', () => {
  const imports = new EnvImport('/default');
  const unusual = {
    RECORDER_CAPTURE: 'wire',
    RECORDER_NTP: 'off',
    RECORDER_SESSIONS: 'announced',
    RECORDER_FINALIZE: 'off',
    RECORDER_CA: join(folder, 'ca.pem'),
    RECORDER_DISK_RESERVE_MB: '900',
    RECORDER_SEGMENT_MIB: '3',
    RECORDER_REDUNDANT: 'on',
    PROJECTS__0__S3_CONFIG__SESSION_TOKEN: 'canary-session-token',
    PROJECTS__0__S3_CONFIG__ADDRESSING: 'virtual-host',
    PROJECTS__0__S3_CONFIG__CHECKSUMS: 'md5',
    PROJECTS__0__S3_CONFIG__KEY_TEMPLATE: '{sessionId}/{file}',
    PROJECTS__0__S3_CONFIG__PROXY: 'http://lab:canary-login@proxy.example.org:3128/',
    PROJECTS__0__S3_CONFIG__IDLE_SECONDS: '90',
  };
  const bare = {
    PROJECTS__1__LIVEKIT_URL: 'ws://livekit.example.org:7880',
    PROJECTS__1__KEY: 'canary-livekit-1234',
    PROJECTS__1__SECRET: 'canary-livekit-5678',
    PROJECTS__1__NAME: 'Lab',
    PROJECTS__1__ROOMS: 'lab-*,!*test*',
    ...storageOf(1),
    RECORDER_PLAIN_HOSTS: 'livekit.example.org',
    RECORDER_ROOMS_POLL_SECONDS: '7',
  };
  const path = write({ ...lines, ...unusual, ...bare });
  const preview = imports.preview(path);
  expect(JSON.stringify(preview)).not.toContain('canary');
  const config = imports.config(preview.importId, '/data');
  const { setup, secrets } = partsOf(storedAndReadAgain(config));
  expect(JSON.stringify(setup)).not.toContain('canary');
  const livekitId = setup.livekitProjects[0]?.projectId ?? '';
  const ids = [lines.PROJECTS__0__PROJECT_ID, livekitId];
  expect(projectsWithoutSecrets(setup, () => ({}))).toEqual(ids);
  const secretsOf = (id: string): ProjectSecrets => changedSecrets({}, secrets.get(id) ?? {});
  expect(projectsWithoutSecrets(setup, secretsOf)).toEqual([]);
  expect(engineConfigOf(setup, secretsOf)).toEqual(config);
});

test('LiveKit servers alone fill the form, which gives the same again; SyncFlow may come later', () => {
  const imports = new EnvImport('/default');
  const path = write({
    PROJECTS__0__LIVEKIT_URL: 'ws://livekit.example.org:7880',
    PROJECTS__0__KEY: 'canary-livekit-1234',
    PROJECTS__0__SECRET: 'canary-livekit-5678',
    PROJECTS__0__COUNTER: '$.seq',
    RECORDER_UPLOAD: 'off',
    RECORDER_PLAIN_HOSTS: 'livekit.example.org',
  });
  const preview = imports.preview(path);
  expect(preview.problems).toEqual([]);
  const config = imports.config(preview.importId, '/data');
  expect(storedAndReadAgain(config)).toEqual(config);
  const { setup } = partsOf(config);
  const form = setupFormSchema.parse(formOf(setup));
  expect(storedOf(form, setup)).toEqual({ ...setup, imported: setup.imported });
  const projectId = lines.PROJECTS__0__PROJECT_ID;
  const both = {
    ...form,
    projects: [{ projectId, s3: null, uploadFolder: null, redundant: false }],
  };
  const issues = setupFormSchema.safeParse(both).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join('.'))).toEqual(['serverUrl', 'broker.host']);
  const filled = { ...both, serverUrl: lines.SYNCFLOW_SERVER_URL, broker };
  expect(storedOf(setupFormSchema.parse(filled), setup)).toMatchObject({
    livekitProjects: setup.livekitProjects,
    projects: [{ projectId }],
    plainHosts: ['livekit.example.org'],
  });
  expect(setupFormSchema.safeParse({ ...form, livekitProjects: [] }).success).toBe(false);
});

test('a LiveKit server that is typed in gets an id, and keeps it under another name', () => {
  const typed = { key: 'k', secret: 's', redundant: false, s3: null, uploadFolder: null };
  const server = { projectId: '', name: 'Lab', url: 'wss://livekit.example.org', rooms: '*' };
  const form = formOf(storedOf(formWith({ ...typed, ...server }), null));
  const [first] = form.livekitProjects;
  expect(first?.projectId).toBe(livekitProjectId(server.url, server.name));
  const renamed = { ...typed, ...server, projectId: first?.projectId ?? '', name: 'Other' };
  expect(storedOf(formWith(renamed), null).livekitProjects[0]).toMatchObject({
    projectId: first?.projectId,
    name: 'Other',
  });
});

const broker = { host: lines.RABBITMQ_HOST, port: 5671, vhost: 'syncflow', tls: true };

function formWith(livekit: LivekitForm): SetupForm {
  return setupFormSchema.parse({
    serverUrl: '',
    broker: { ...broker, host: '' },
    deviceGroups: [],
    deviceName: 'recorder',
    plainHosts: [],
    dataFolder: '/data',
    projects: [],
    livekitProjects: [livekit],
    advanced: defaultAdvanced,
    uploads: defaultUploadsForm,
  });
}

test('a save of the form changes what it shows, and keeps what it does not ask for', () => {
  const imports = new EnvImport('/default');
  const path = write({
    ...lines,
    RECORDER_SESSIONS: 'name:Study*',
    RECORDER_FINALIZE_SECONDS: '90',
    RECORDER_CLOCK_SECONDS: '77',
    RECORDER_DISK_RESERVE_MB: '900',
  });
  const { setup } = partsOf(imports.config(imports.preview(path).importId, '/data'));
  const form = formOf(setup);
  expect(form.advanced).toEqual({
    sessions: { mode: 'name', pattern: 'Study*' },
    clock: { mode: 'auto', servers: '' },
    capture: 'auto',
    finalise: { auto: true, minutes: 2 },
    caFile: '',
    segments: { mib: 64, minutes: 10 },
    diskReserveMb: 900,
  });
  expect(storedOf(form, setup).imported).toEqual(setup.imported);
  const changed = {
    ...form,
    advanced: {
      ...form.advanced,
      sessions: { mode: 'announced' as const, pattern: 'Study*' },
      clock: { mode: 'servers' as const, servers: 'time.example.org' },
      caFile: '/lab/ca.pem',
      segments: { mib: 8, minutes: 10 },
      diskReserveMb: 100,
    },
  };
  expect(storedOf(changed, setup).imported).toMatchObject({
    sessions: 'announced',
    clock: { ntp: 'time.example.org', intervalMs: 77_000 },
    finalise: { intervalMs: 90_000 },
    caFile: '/lab/ca.pem',
    journal: { reserveBytes: 10_000_000, segmentBytes: 8 * 1024 * 1024, segmentMs: 600_000 },
  });
  expect(formOf(storedOf(changed, null)).advanced.diskReserveMb).toBe(100);
});
