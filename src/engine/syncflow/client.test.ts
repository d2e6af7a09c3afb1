import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { viewOfError, type ErrorCode, type ErrorView } from '../../shared/errors.ts';
import { logTo, silentLog } from '../../shared/log.ts';
import { createSyncflowClient, type SyncflowClient } from './client.ts';
import { captured, replay, toldServer, type ToldServer } from './testing.ts';

const projectId = 'aaaaaaaa-0000-4000-8000-000000000001';
const sessionId = 'bbbbbbbb-0000-4000-8000-000000000001';
let closers: (() => Promise<void> | void)[];

beforeEach(() => {
  closers = [];
});

afterEach(async () => {
  for (const close of closers) await close();
});

async function serve(...parameters: Parameters<typeof toldServer>): Promise<ToldServer> {
  const server = await toldServer(...parameters);
  closers.push(() => server.close());
  return server;
}

function clientOf(
  serverUrl: string,
  more: Partial<Parameters<typeof createSyncflowClient>[0]> = {},
): SyncflowClient {
  return createSyncflowClient({
    serverUrl,
    projectId,
    key: 'the-key',
    secret: 'the-secret',
    plainHosts: ['127.0.0.1'],
    log: silentLog,
    ...more,
  });
}

async function failure(work: Promise<unknown>): Promise<ErrorView> {
  const thrown: unknown = await work.then(
    (value) => {
      throw new Error(`no error, but ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
  const view = viewOfError(thrown);
  expect(view.message).not.toMatch(/eyJ/);
  return view;
}

/** What the client makes of one captured exchange. */
async function replayed<T>(
  file: string,
  name: string,
  call: (client: SyncflowClient) => Promise<T>,
): Promise<{ outcome: Promise<T>; server: ToldServer }> {
  const exchange = captured(file, name);
  const server = await serve((_request, response) => {
    replay(exchange, response);
  });
  const outcome = call(clientOf(server.url));
  outcome.catch(() => undefined);
  await outcome.then(
    () => undefined,
    () => undefined,
  );
  const [seen] = server.seen;
  expect(seen?.authorization).toMatch(/^Bearer eyJ/);
  return { outcome, server };
}

describe('captured answers', () => {
  test('the project', async () => {
    const { outcome, server } = await replayed('project-get', 'project', (c) => c.project());
    expect(await outcome).toMatchObject({
      id: projectId,
      name: 'alpha',
      livekitServerUrl: 'ws://127.0.0.1:7880',
    });
    expect(server.seen[0]).toMatchObject({ method: 'GET', path: `/projects/${projectId}` });
    const bare = await replayed('project-get', 'project without a description', (c) => c.project());
    expect(await bare.outcome).toMatchObject({ description: null });
  });

  test('the list of sessions, with a name that is no file name', async () => {
    const { outcome } = await replayed('session-ghost', 'list', (c) => c.sessions());
    const sessions = await outcome;
    expect(sessions.map(({ status }) => status)).toEqual(['Started', 'Stopped', 'Stopped']);
    expect(sessions[0]).toMatchObject({
      id: 'cc000008-0000-4000-8000-000000000008',
      livekitRoomName: '../Lab / run 1 ü',
      startedAt: 1_760_000_018,
      comments: 'a|b',
    });
  });

  test('a session with people: nanoseconds keep their digits', async () => {
    const { outcome } = await replayed('session-get', 'Started, with people in the room', (c) =>
      c.session(sessionId),
    );
    const lookup = await outcome;
    expect(lookup).toMatchObject({ ghost: false, session: { status: 'Started' } });
    if (lookup.ghost) throw new Error('no ghost expected');
    expect(lookup.session.participants?.[0]).toMatchObject({
      identity: 'room_listener',
      joinedAt: '1760000012000000000',
      leftAt: null,
    });
  });

  test('a ghost is a value, not an error', async () => {
    const { outcome } = await replayed(
      'session-ghost',
      'Started in the list, but the room is gone: get',
      (c) => c.session(sessionId),
    );
    expect(await outcome).toEqual({ ghost: true });
  });

  test('a token is asked for with every grant', async () => {
    const { outcome, server } = await replayed('session-token', 'token', (c) =>
      c.token({ sessionId, roomName: 'Pilot 1', identity: 'recorder-1', name: 'Recorder' }),
    );
    expect(await outcome).toMatchObject({ identity: 'recorder-1' });
    const asCaptured = captured('session-token', 'token').request;
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: 'POST', path: asCaptured.path });
    expect(seen?.contentType).toBe('application/json');
    expect(JSON.parse(seen?.body ?? '')).toEqual(asCaptured.body);
  });

  test('devices: list, register, delete', async () => {
    const list = await replayed('device-list', 'two groups', (c) => c.devices());
    expect((await list.outcome).map(({ group }) => group)).toContain('lab');
    const made = await replayed('device-register', 'first', (c) =>
      c.registerDevice('recorder-lab-1', 'lab', 'Lab machine 1'),
    );
    expect(await made.outcome).toMatchObject({
      sessionNotificationExchangeName: 'syncflow-sessions',
      sessionNotificationBindingKey: `${projectId}.lab`,
    });
    expect(JSON.parse(made.server.seen[0]?.body ?? '')).toEqual(
      captured('device-register', 'first').request.body,
    );
    const gone = await replayed('device-delete', 'answers the device it removed', (c) =>
      c.deleteDevice('cc000003-0000-4000-8000-000000000003'),
    );
    expect(await gone.outcome).toMatchObject({ name: 'recorder-lab-1' });
  });

  test('sessions: create, stop, participants', async () => {
    const made = await replayed('session-create', 'all fields', (c) =>
      c.createSession({ name: 'Pilot 1', deviceGroups: ['lab', 'room-b'] }),
    );
    expect(await made.outcome).toMatchObject({ id: sessionId, status: 'Started' });
    const stopped = await replayed('session-stop', 'stop', (c) => c.stopSession(sessionId));
    expect(await stopped.outcome).toMatchObject({ status: 'Stopped' });
    expect(stopped.server.seen[0]).toMatchObject({ body: '', contentType: '' });
    const people = await replayed('session-participants', 'people in the room', (c) =>
      c.participants(sessionId),
    );
    expect((await people.outcome).map(({ identity }) => identity)).toContain('student-1');
  });

  test.each<[string, string, (client: SyncflowClient) => Promise<unknown>, ErrorCode, string]>([
    ['auth-errors', 'not a JWT', (c) => c.project(), 'syncflow-unauthorized', 'login again'],
    ['session-get', 'unknown session', (c) => c.session('x'), 'syncflow-not-found', 'Record not'],
    [
      'session-get',
      'session id is not a UUID',
      (c) => c.session('x'),
      'syncflow-not-found',
      'Invalid session id',
    ],
    [
      'session-stop',
      'again',
      (c) => c.stopSession(sessionId),
      'syncflow-refused',
      'Session is not active',
    ],
    [
      'session-create',
      'unregistered groups',
      (c) => c.createSession({}),
      'syncflow-refused',
      'Invalid device groups: [nope, nope-2]',
    ],
    [
      'session-create',
      'name longer than 50 characters (the room is made all the same)',
      (c) => c.createSession({}),
      'syncflow-refused',
      'value too long',
    ],
    [
      'session-token',
      "room is not the session's livekitRoomName",
      (c) => c.token({ sessionId, roomName: 'x', identity: 'y' }),
      'syncflow-refused',
      'Invalid room name',
    ],
    [
      'session-token',
      'videoGrants without recorder',
      (c) => c.token({ sessionId, roomName: 'x', identity: 'y' }),
      'syncflow-refused',
      'missing field `recorder`',
    ],
    ['device-get', 'unknown id', (c) => c.deleteDevice('x'), 'syncflow-not-found', 'Record not'],
    ['routing-errors', 'trailing slash', (c) => c.project(), 'syncflow-not-found', 'Resource'],
    [
      'server-faults',
      'LiveKit without Redis (so without egress), one session Started: list',
      (c) => c.sessions(),
      'syncflow-failed',
      'egress not connected',
    ],
    [
      'server-faults',
      'the same: registering a device',
      (c) => c.registerDevice('a', 'b'),
      'syncflow-failed',
      'Failed to connect to RabbitMQ',
    ],
  ])('%s: %s', async (file, name, call, code, words) => {
    const { outcome } = await replayed(file, name, call);
    const view = await failure(outcome);
    expect(view.code).toBe(code);
    expect(view.message).toContain(words);
  });
});

describe('answers that SyncFlow does not give', () => {
  const answered = async (
    status: number,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<ErrorView> => {
    const server = await serve((_request, response) => {
      response.writeHead(status, headers).end(body);
    });
    return failure(clientOf(server.url).sessions());
  };

  test.each<[string, number, string, ErrorCode]>([
    ['a page', 200, '<html></html>', 'syncflow-bad-answer'],
    ['nothing', 200, '', 'syncflow-bad-answer'],
    ['an object for a list', 200, '{}', 'syncflow-bad-answer'],
    ['the page of a proxy', 502, '<html>Bad Gateway</html>', 'syncflow-failed'],
    ['too many requests', 429, '', 'syncflow-failed'],
    ['a status of its own', 418, 'teapot', 'syncflow-refused'],
    ['far too much', 200, `[${' '.repeat(17 * 1024 * 1024)}]`, 'syncflow-bad-answer'],
  ])('%s', async (_what, status, body, code) => {
    expect(await answered(status, body)).toMatchObject({ code });
  });

  test('a redirect is not followed: it would carry the token elsewhere', async () => {
    const elsewhere = await serve((_request, response) => response.end('[]'));
    const view = await answered(307, '', { location: elsewhere.url });
    expect(view.code).toBe('syncflow-bad-answer');
    expect(elsewhere.seen).toEqual([]);
  });

  test('a token that is quoted in a message is redacted', async () => {
    const token = `eyJ${'a'.repeat(40)}.eyJ${'b'.repeat(40)}.c`;
    const view = await answered(400, JSON.stringify({ status: 400, message: `bad ${token}` }));
    expect(view.message).toContain('bad [redacted]');
  });

  test('one entry of a list that cannot be read does not hide the others', async () => {
    const warnings: unknown[] = [];
    const server = await serve((_request, response) => {
      response.end('[{"id":"s1","livekitRoomName":"r","status":"Paused"},{"id":7},{"name":"x"}]');
    });
    const log = logTo((level, event, fields) => {
      if (level === 'warn') warnings.push([event, fields]);
    });
    const sessions = await clientOf(server.url, { log }).sessions();
    expect(sessions).toMatchObject([{ id: 's1', status: 'unknown', startedAt: null }]);
    expect(warnings).toEqual([['SyncFlow sent entries that cannot be read', { unreadable: 2 }]]);
  });
});

describe('no answer', () => {
  test('a server that hangs is given up after the limit, also in the middle of an answer', async () => {
    const server = await serve((request, response) => {
      if (request.path.endsWith('/sessions')) response.write('[');
    });
    const client = clientOf(server.url, { timeoutMs: 200 });
    expect(await failure(client.project())).toMatchObject({ code: 'syncflow-timeout' });
    expect(await failure(client.sessions())).toMatchObject({ code: 'syncflow-timeout' });
  });

  test('a connection that is closed without an answer', async () => {
    const server = await serve((_request, response) => response.socket?.destroy());
    expect(await failure(clientOf(server.url).project())).toMatchObject({
      code: 'syncflow-timeout',
      retryable: true,
    });
  });

  test('nothing listens; an unknown name', async () => {
    const server = await toldServer(() => undefined);
    await server.close();
    expect(await failure(clientOf(server.url).project())).toMatchObject({
      code: 'syncflow-unreachable',
    });
    const nowhere = clientOf('http://nowhere.invalid', { plainHosts: ['nowhere.invalid'] });
    expect(await failure(nowhere.project())).toMatchObject({ code: 'syncflow-unreachable' });
  });

  test('closing ends the call under way and refuses others', async () => {
    const server = await serve(() => undefined);
    const client = clientOf(server.url);
    const waiting = failure(client.project());
    const queued = failure(client.sessions());
    client.close();
    expect(await waiting).toMatchObject({ code: 'syncflow-unreachable' });
    expect(await queued).toMatchObject({ code: 'syncflow-unreachable' });
  });
});

test('one call at a time; a token goes before the rest', async () => {
  let under = 0;
  let most = 0;
  const server = await serve((request, response) => {
    under += 1;
    most = Math.max(most, under);
    setTimeout(() => {
      under -= 1;
      response.end(
        request.path.endsWith('/token')
          ? '{"token":"t","identity":"i","livekitServerUrl":"ws://x"}'
          : '[]',
      );
    }, 10);
  });
  const client = clientOf(server.url);
  await Promise.all([
    client.sessions(),
    client.devices(),
    client.sessions(),
    client.token({ sessionId, roomName: 'r', identity: 'i' }),
  ]);
  expect(most).toBe(1);
  const calls = server.seen.map(({ path }) => path.split('/').at(-1));
  expect(calls).toEqual(['sessions', 'token', 'devices', 'sessions']);
});

test('the server URL may end in slashes and have a path', async () => {
  const server = await serve((_request, response) => response.end('[]'));
  await clientOf(`${server.url}/`).sessions();
  await clientOf(`${server.url}/api//`).sessions();
  expect(server.seen.map(({ path }) => path)).toEqual([
    `/projects/${projectId}/sessions`,
    `/api/projects/${projectId}/sessions`,
  ]);
});

test('ids cannot leave their place in the path', async () => {
  const server = await serve((_request, response) => response.writeHead(404).end());
  await failure(clientOf(server.url).session('../../devices?x#y'));
  expect(server.seen[0]?.path).toBe(`/projects/${projectId}/sessions/..%2F..%2Fdevices%3Fx%23y`);
});

test.each([
  ['http://syncflow.example', 'plain-connection-refused'],
  ['ftp://127.0.0.1', 'config-bad-value'],
  ['127.0.0.1', 'config-bad-value'],
])('the server URL %s is refused', (url, code) => {
  const thrown = ((): unknown => {
    try {
      return clientOf(url);
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toMatchObject({ code });
});
