/** A ping of a real room: a child joins visibly, simulated devices answer, who does not is named. */
import { AccessToken } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDevice, type DeviceHandle } from '../../../stack/devices/fleet.ts';
import { startReceiver, type Receiver } from '../../../stack/devices/receiver-handle.ts';
import { LiveKit } from '../../../stack/services/livekit.ts';
import type { NoteRecord } from '../../shared/records.ts';
import { viewOfError } from '../../shared/errors.ts';
import { forkChild } from '../processes/child-port.ts';
import { temporaryFolder } from '../state/testing.ts';
import { pingSession, type PingRequest } from './ping-session.ts';

const entry = new URL('../../capture/ping/child.ts', import.meta.url);
const ROOM = 'asked';
let folder: ReturnType<typeof temporaryFolder>;
let livekit: LiveKit;
let devices: DeviceHandle[] = [];
let mute: Receiver;

async function token(identity: string): Promise<string> {
  const access = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity, ttl: '1h' });
  access.addGrant({ roomJoin: true, room: ROOM, canSubscribe: true, canPublishData: true });
  return access.toJwt();
}

beforeAll(async () => {
  folder = temporaryFolder('ping');
  livekit = await LiveKit.create({ folder: folder.path });
  await livekit.start();
  devices = await Promise.all(
    ['left', 'right'].map(async (name) =>
      startDevice({
        name,
        group: 'desks',
        ledgerDir: folder.path,
        ratePerSecond: 5,
        kinds: ['sensor'],
        livekit: { url: livekit.wsUrl, token: await token(name) },
      }),
    ),
  );
  for (const device of devices) await device.waitForJoined(null);
  mute = await startReceiver({
    livekit,
    room: ROOM,
    folder: folder.path,
    visibleAs: 'dashboard',
  });
});

afterAll(async () => {
  await mute.stop();
  await Promise.all(devices.map((device) => device.stop()));
  await livekit.stop();
  folder.remove();
});

function request(notes: NoteRecord[], more: Partial<PingRequest> = {}): PingRequest {
  return {
    sessionId: 's',
    spawn: () => forkChild(entry, ['--import', 'tsx']),
    token: async (identity) => ({
      url: livekit.wsUrl,
      token: await token(identity),
    }),
    plainHosts: ['127.0.0.1'],
    expected: [
      { name: 'left', group: 'desks' },
      { name: 'lost', group: 'desks' },
    ],
    mark: (note) => notes.push(note) > 0,
    ...more,
  };
}

test('devices answer, who cannot is named, and the recording is told', async () => {
  const notes: NoteRecord[] = [];
  const result = await pingSession(request(notes));
  expect(result.answers.map(({ identity }) => identity).sort()).toEqual(['left', 'right']);
  for (const { roundTripMs } of result.answers) expect(roundTripMs).toBeGreaterThan(0);
  expect(result).toMatchObject({
    silent: [{ identity: 'dashboard' }],
    absent: [{ name: 'lost', group: 'desks' }],
    isMarked: true,
  });
  expect(notes.map(({ ping }) => ping?.event)).toEqual(['asked', 'answered']);
  expect(notes[1]).toMatchObject({
    text: 'ping: 2 answered; no answer from dashboard',
    ping: { id: result.pingId, silent: ['dashboard'] },
  });
  expect(notes[1]?.ping?.answers).toHaveLength(2);

  // What another participant hears of it: the question, and no answer.
  const heard = mute.received();
  const ping = heard.filter(({ topic }) => topic === 'syncflow.ping');
  expect(ping.length).toBeGreaterThanOrEqual(1);
  expect(ping.every(({ head }) => Buffer.from(head, 'hex').toString() === '{"type":')).toBe(true);
});

test('a room that cannot be joined is an error in words', async () => {
  const notes: NoteRecord[] = [];
  const refused = pingSession(
    request(notes, { token: () => Promise.resolve({ url: livekit.wsUrl, token: 'no token' }) }),
  );
  const error = await refused.then(
    () => null,
    (thrown: unknown) => viewOfError(thrown),
  );
  expect(error).toMatchObject({ code: 'ping-failed' });
  expect(notes).toEqual([]);
});
