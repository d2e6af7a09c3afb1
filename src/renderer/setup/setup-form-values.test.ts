import { expect, test } from 'vitest';
import type { SetupView } from '../../shared/ipc/setup.ts';
import {
  emptyLivekit,
  emptyProject,
  formOfValues,
  problemsOf,
  unencryptedHosts,
  valuesOf,
} from './setup-form-values.ts';

const view: SetupView = {
  source: 'none',
  envFile: null,
  form: null,
  secrets: {},
  protection: { state: 'keyring', backend: 'test' },
  defaults: { dataFolder: '/data', deviceName: 'recorder-lab' },
  notice: null,
};
const id = 'aaaaaaaa-0000-4000-8000-000000000001';
const filled = {
  ...valuesOf(view),
  serverUrl: 'https://syncflow.example.org',
  brokerHost: 'broker.example.org',
  projects: [
    {
      ...emptyProject,
      projectId: id,
      key: 'k',
      secret: 's',
      redundant: true,
      uploads: true,
      endpoint: 'https://s3.example.org',
      bucket: 'b',
      region: 'r',
      accessKey: 'a',
      secretKey: 'q',
      copies: false,
      uploadFolder: '',
    },
  ],
};

test('an empty form names every field that is needed, in the form’s own places', () => {
  const problems = problemsOf(valuesOf(view), {});
  for (const place of ['serverUrl', 'brokerHost', 'projects.0.projectId', 'projects.0.key']) {
    expect(problems[place]).toBeTruthy();
  }
  expect(problems['projects.0.endpoint']).toContain('address');
  expect(problems['projects.0.secretKey']).toBe('The secret key is missing');
  expect(problemsOf(filled, {})).toEqual({});
});

test('secrets that are stored need not be typed again', () => {
  const [project] = filled.projects;
  const empty = { ...filled, projects: [{ ...project, key: '', secret: '' }] } as typeof filled;
  expect(Object.keys(problemsOf(empty, {}))).toEqual(['projects.0.key', 'projects.0.secret']);
  const present = {
    key: true,
    secret: true,
    accessKey: true,
    secretKey: true,
    sessionToken: false,
  };
  expect(problemsOf(empty, { [id]: present })).toEqual({});
});

test('a folder for copies, a limit and days are asked for where they are switched on', () => {
  const [project] = filled.projects;
  const wrong = {
    ...filled,
    projects: [{ ...project, copies: true, uploadFolder: 'copies' }],
    uploads: { ...filled.uploads, limited: true, limitKb: 5, deletes: true, keepDays: '' },
  } as typeof filled;
  expect(Object.keys(problemsOf(wrong, {})).sort()).toEqual([
    'projects.0.uploadFolder',
    'uploads.keepDays',
    'uploads.limitKb',
  ]);
  const off = { ...filled.uploads, limitKb: 5, keepDays: '' };
  expect(problemsOf({ ...filled, uploads: off }, {})).toEqual({});
  const right = {
    ...wrong,
    projects: [{ ...project, copies: true, uploadFolder: '/mnt/share ' }],
    uploads: { ...off, limited: true, limitKb: 500, deletes: true, keepDays: 30 },
  } as typeof filled;
  expect(problemsOf(right, {})).toEqual({});
  expect(formOfValues(right)).toMatchObject({
    projects: [{ uploadFolder: '/mnt/share' }],
    uploads: { limitKb: 500, keepDays: 30 },
  });
});

test('finer settings of a bucket are checked in their own places, and given back as typed', () => {
  const [project] = filled.projects;
  const wrong = {
    ...filled,
    projects: [
      {
        ...project,
        temporary: true,
        keyTemplate: '{room}/{file}',
        proxy: 'proxy.example.org',
        connectSeconds: '',
        idleSeconds: 0,
      },
    ],
  } as typeof filled;
  const problems = problemsOf(wrong, {});
  expect(Object.keys(problems).sort()).toEqual([
    'projects.0.connectSeconds',
    'projects.0.idleSeconds',
    'projects.0.keyTemplate',
    'projects.0.proxy',
    'projects.0.sessionToken',
  ]);
  expect(problems['projects.0.keyTemplate']).toContain('{recordingId}');
  const right = {
    ...filled,
    projects: [
      {
        ...project,
        keyTemplate: ' {sessionId}/{file} ',
        proxy: 'http://p:3128',
        idleSeconds: '60',
      },
    ],
  } as typeof filled;
  expect(problemsOf(right, {})).toEqual({});
  const form = formOfValues(right);
  expect(form.projects[0]?.s3).toMatchObject({
    keyTemplate: '{sessionId}/{file}',
    idleSeconds: 60,
    addressing: 'path',
  });
  expect(problemsOf(valuesOf({ ...view, form }), { [id]: allPresent })).toEqual({});
});

const allPresent = {
  key: true,
  secret: true,
  accessKey: true,
  secretKey: true,
  sessionToken: false,
};

test('without uploads the bucket is not asked for', () => {
  const [project] = filled.projects;
  const local = {
    ...filled,
    projects: [{ ...project, uploads: false, endpoint: '' }],
  } as typeof filled;
  expect(problemsOf(local, {})).toEqual({});
  expect(formOfValues(local).projects[0]?.s3).toBeNull();
});

test('hosts that would be reached without encryption are found', () => {
  expect(unencryptedHosts(filled)).toEqual([]);
  const plain = { ...filled, serverUrl: 'http://10.0.0.5:8080/', brokerTls: false };
  expect(unencryptedHosts(plain)).toEqual(['10.0.0.5', 'broker.example.org']);
});

test('a LiveKit server alone needs nothing of SyncFlow', () => {
  const server = { ...emptyLivekit, key: 'k', secret: 's', uploads: false };
  const alone = { ...valuesOf(view), projects: [], livekitProjects: [server] };
  expect(Object.keys(problemsOf(alone, {})).sort()).toEqual([
    'livekitProjects.0.name',
    'livekitProjects.0.url',
  ]);
  const filledIn = { ...server, name: ' Lab ', url: 'ws://10.0.0.7:7880', rooms: 'lab-*' };
  const good = { ...alone, livekitProjects: [filledIn] };
  expect(problemsOf(good, {})).toEqual({});
  expect(unencryptedHosts(good)).toEqual(['10.0.0.7']);
  expect(formOfValues(good).livekitProjects[0]).toMatchObject({ name: 'Lab', s3: null });
  expect(problemsOf({ ...good, livekitProjects: [] }, {})).toEqual({
    projects: 'Add at least one project',
  });
});

test('what is missing in the advanced part is named in its place', () => {
  const { advanced } = filled;
  const wrong = {
    ...filled,
    advanced: {
      ...advanced,
      sessions: { mode: 'name' as const, pattern: ' ' },
      clock: { mode: 'servers' as const, servers: '' },
      diskReserveMb: 1,
    },
  };
  expect(Object.keys(problemsOf(wrong, {})).sort()).toEqual([
    'advanced.clock.servers',
    'advanced.diskReserveMb',
    'advanced.sessions.pattern',
  ]);
});
