import { RoomServiceClient, TokenVerifier } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { LiveKit } from '../../../stack/services/livekit.ts';
import { startStandIn, type StandIn } from '../../../stack/syncflow/stand-in.ts';
import { viewOfError, type ErrorCode } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { temporaryFolder } from '../state/testing.ts';
import { createSyncflowClient, type SyncflowClient } from './client.ts';

/** Against the stand-in (which replays every captured exchange) with rooms on a real LiveKit server. */
const projectId = 'aaaaaaaa-0000-4000-8000-000000000001';
const key = 'the-key';
const secret = 'the-secret';
let folder: ReturnType<typeof temporaryFolder>;
let livekit: LiveKit;
let standIn: StandIn;
let client: SyncflowClient;

beforeAll(async () => {
  folder = temporaryFolder('client');
  livekit = await LiveKit.create({ folder: folder.path });
  await livekit.start();
  standIn = await startStandIn({
    livekit: {
      url: livekit.wsUrl,
      apiUrl: livekit.httpUrl,
      key: livekit.apiKey,
      secret: livekit.apiSecret,
    },
    broker: null,
    projects: [
      {
        id: projectId,
        name: 'alpha',
        owner: 'researcher',
        apiKeys: [{ key, secret }],
        bucketName: 'recordings',
        endpoint: 'http://127.0.0.1:1',
      },
    ],
  });
  client = clientWith(secret);
});

afterEach(() => {
  standIn.faults.reset();
});

afterAll(async () => {
  client.close();
  await standIn.close();
  await livekit.stop();
  folder.remove();
});

function clientWith(apiSecret: string, timeoutMs?: number): SyncflowClient {
  return createSyncflowClient({
    serverUrl: `${standIn.url}/`,
    projectId,
    key,
    secret: apiSecret,
    plainHosts: ['127.0.0.1'],
    log: silentLog,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

const codeOf = (work: Promise<unknown>): Promise<ErrorCode | null> =>
  work.then(
    () => null,
    (thrown: unknown) => viewOfError(thrown).code,
  );

test('a session from its beginning to its end', async () => {
  expect(await client.project()).toMatchObject({ name: 'alpha', livekitServerUrl: livekit.wsUrl });
  const name = '../Lab / run 1 ü|x';
  const made = await client.createSession({ name, comments: 'first' });
  expect(made).toMatchObject({ status: 'Started', livekitRoomName: name });
  expect(await client.sessions()).toMatchObject([{ id: made.id, status: 'Started' }]);
  const found = await client.session(made.id);
  expect(found).toMatchObject({ ghost: false, session: { id: made.id, comments: 'first' } });

  const grant = await client.token({ sessionId: made.id, roomName: name, identity: 'rec-1' });
  const verifier = new TokenVerifier(livekit.apiKey, livekit.apiSecret);
  expect(await verifier.verify(grant.token)).toMatchObject({
    sub: 'rec-1',
    video: { room: name, roomJoin: true, hidden: true, recorder: true, canPublishData: false },
  });
  expect(await codeOf(client.token({ sessionId: made.id, roomName: 'x', identity: 'r' }))).toBe(
    'syncflow-refused',
  );

  expect(await client.stopSession(made.id)).toMatchObject({ status: 'Stopped' });
  const rooms = new RoomServiceClient(livekit.httpUrl, livekit.apiKey, livekit.apiSecret);
  expect(await rooms.listRooms([name])).toEqual([]);
  expect(await codeOf(client.participants(made.id))).toBe('syncflow-refused');
});

test('a ghost is told from a session, and a token is given for it all the same', async () => {
  const { id } = await client.createSession({ name: 'soon a ghost' });
  await standIn.faults.makeGhost(id);
  expect(await client.session(id)).toEqual({ ghost: true });
  expect(
    await client.token({ sessionId: id, roomName: 'soon a ghost', identity: 'r' }),
  ).toBeTruthy();
  expect(await codeOf(client.session('00000000-0000-4000-8000-000000000000'))).toBe(
    'syncflow-not-found',
  );
});

test('a wrong secret, a clock that is wrong, a server that hangs', async () => {
  const wrong = clientWith('wrong');
  expect(await codeOf(wrong.project())).toBe('syncflow-unauthorized');
  standIn.faults.set({ clockOffset: 4_000 });
  expect(await codeOf(client.project())).toBe('syncflow-unauthorized');
  standIn.faults.reset();
  standIn.faults.set({ hang: 'all', hangSeconds: 3 });
  const impatient = clientWith(secret, 300);
  expect(await codeOf(impatient.project())).toBe('syncflow-timeout');
  standIn.faults.set({ hangSeconds: 0 });
  expect(await codeOf(client.project())).toBe('syncflow-timeout');
});

test('a registration that is reported as failed has made the device', async () => {
  standIn.faults.set({ failRegisterDevice: true });
  expect(await codeOf(client.registerDevice('recorder', 'lab'))).toBe('syncflow-failed');
  const [device] = await client.devices();
  expect(device).toMatchObject({ name: 'recorder', group: 'lab' });
  expect(await client.deleteDevice(device?.id ?? '')).toMatchObject({ name: 'recorder' });
  expect(await client.devices()).toEqual([]);
});
