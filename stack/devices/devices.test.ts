import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AccessToken } from 'livekit-server-sdk';
import { z } from 'zod';
import { reservePort } from '../services/free-port.ts';
import { LiveKit } from '../services/livekit.ts';
import { RabbitMq } from '../services/rabbitmq.ts';
import { until } from '../services/test-helpers.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { startStandIn } from '../syncflow/stand-in.ts';
import type { StandIn } from '../syncflow/stand-in.ts';
import { startDevice } from './fleet.ts';
import type { DeviceHandle } from './fleet.ts';
import { oddMessages } from './odd-messages.ts';
import { startReceiver } from './receiver-handle.ts';
import type { Received, Receiver } from './receiver-handle.ts';
import { SyncFlowApi } from './syncflow-api.ts';

const apiKey = { key: 'key-of-the-project', secret: 'secret-of-the-project' };
const group = 'lab';

let folder: string;
let livekit: LiveKit;
let broker: RabbitMq;
let standIn: StandIn;
let projectId: string;
const devices: DeviceHandle[] = [];
const receivers: Receiver[] = [];

beforeAll(async () => {
  folder = makeThrowawayFolder();
  const port = await reservePort();
  livekit = await LiveKit.create({ folder });
  broker = await RabbitMq.create({ folder, authUrl: `http://127.0.0.1:${port}/rmq/auth` });
  await Promise.all([livekit.start(), broker.start()]);
  standIn = await startStandIn({
    port,
    livekit: {
      url: livekit.wsUrl,
      apiUrl: livekit.httpUrl,
      key: livekit.apiKey,
      secret: livekit.apiSecret,
    },
    broker: {
      host: broker.host,
      port: broker.port,
      vhost: broker.vhost,
      exchange: 'syncflow-sessions',
      username: broker.user,
      password: broker.password,
    },
    projects: [
      { name: 'Study 1', owner: 'researcher', apiKeys: [apiKey], bucketName: 'b', endpoint: 'e' },
    ],
  });
  projectId = standIn.projects[0]?.id ?? '';
});

afterEach(async () => {
  for (const device of devices.splice(0)) await device.kill();
  for (const receiver of receivers.splice(0)) await receiver.stop();
});

afterAll(async () => {
  await standIn.close();
  await broker.stop();
  await livekit.stop();
  removeThrowawayFolder(folder);
});

const ledgerLineSchema = z.object({
  topic: z.string(),
  reliable: z.boolean(),
  sha256: z.string(),
  base64: z.string(),
});

type LedgerMessage = Omit<Received, 'head'>;

/** Header, messages and last line of a ledger. */
function readLedger(path: string): { header: unknown; messages: LedgerMessage[]; end: unknown } {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  const messages = lines.slice(1, -1).map((line) => {
    const { topic, reliable, sha256, base64 } = ledgerLineSchema.parse(line);
    return { topic, reliable, sha256, size: Buffer.from(base64, 'base64').length };
  });
  return { header: lines[0], messages, end: lines.at(-1) };
}

function withoutHead(received: readonly Received[]): readonly LedgerMessage[] {
  return received.map(({ head: _head, ...rest }) => rest);
}

function access(): { syncflowUrl: string; projectId: string; apiKey: string; apiSecret: string } {
  return {
    syncflowUrl: standIn.url,
    projectId,
    apiKey: apiKey.key,
    apiSecret: apiKey.secret,
  };
}

function common(name: string): {
  name: string;
  group: string;
  ledgerDir: string;
  ratePerSecond: number;
  kinds: ('sensor' | 'text' | 'binary')[];
} {
  const kinds = ['sensor' as const, 'text' as const, 'binary' as const];
  return { name, group, ledgerDir: folder, ratePerSecond: 100, kinds };
}

async function start(options: Parameters<typeof startDevice>[0]): Promise<DeviceHandle> {
  const device = await startDevice(options);
  devices.push(device);
  return device;
}

async function receive(room: string): Promise<Receiver> {
  const receiver = await startReceiver({ livekit, room, folder });
  receivers.push(receiver);
  return receiver;
}

async function callSyncFlow(path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${standIn.url}/projects/${projectId}/${path}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${new SyncFlowApi(access()).projectToken()}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(body ?? null),
  });
  expect(response.status).toBe(200);
  return response.json();
}

async function createSession(name: string): Promise<string> {
  const answer = await callSyncFlow('create-session', { name, deviceGroups: [group] });
  return z.object({ id: z.string() }).parse(answer).id;
}

function brokerAddress(): { host: string; port: number; vhost: string } {
  return { host: broker.host, port: broker.port, vhost: broker.vhost };
}

describe('a device that waits for announcements', () => {
  it('joins by itself, and all that its ledger says arrives, byte by byte and in order', async () => {
    const device = await start({
      ...common('sensor-1'),
      ...access(),
      broker: brokerAddress(),
      odd: true,
      startWhen: 'recording',
    });
    const name = `Pilot ${randomUUID()}`;
    const sessionId = await createSession(name);
    const joined = await device.waitForJoined(sessionId);
    expect(joined).toMatchObject({ room: name, identity: 'sensor-1' });
    // It waits for a recorder: nothing is sent before the receiver is there.
    const receiver = await receive(name);
    const odd = oddMessages().length;
    await receiver.waitFor(odd + 100);
    expect(await device.stop()).toEqual({ code: 0, signal: null });

    const { header, messages, end } = readLedger(joined.ledger);
    expect(header).toMatchObject({ ledger: 'device', sessionId, room: name, identity: 'sensor-1' });
    expect(end).toMatchObject({
      event: 'end',
      reason: 'stopped',
      drained: true,
      sent: messages.length,
    });
    expect(device.sent()).toBe(messages.length);
    expect(withoutHead(await receiver.waitFor(messages.length))).toEqual(messages);
    expect(device.errors).toEqual([]);
    await callSyncFlow(`sessions/${sessionId}/stop`);
  });

  it('registers once, and joins the next session too', async () => {
    for (const name of [`First ${randomUUID()}`, `Second ${randomUUID()}`]) {
      const device = await start({ ...common('sensor-2'), ...access(), broker: brokerAddress() });
      const sessionId = await createSession(name);
      await device.waitForJoined(sessionId);
      await callSyncFlow(`sessions/${sessionId}/stop`);
      const left = await device.waitForLeft(sessionId);
      expect(left.reason).toBe('room-deleted');
      await device.stop();
    }
    const ours = standIn.state().devices.filter((device) => device.name === 'sensor-2');
    expect(ours).toHaveLength(1);
  });

  it('listens again after the broker was gone', async () => {
    const device = await start({ ...common('sensor-3'), ...access(), broker: brokerAddress() });
    let ready = false;
    device.once('ready', () => (ready = true));
    await broker.kill();
    await broker.start();
    expect(ready).toBe(false); // the exchange is not there yet
    await standIn.restart();
    await until('the device listens again', () => ready);
    const sessionId = await createSession(`Again ${randomUUID()}`);
    await device.waitForJoined(sessionId);
    await device.stop();
  });
});

describe('a device that knows its room', () => {
  it('takes part in a session that it is given', async () => {
    await new SyncFlowApi(access()).ensureRegistered('sensor-1', group);
    const roomName = `Given ${randomUUID()}`;
    const sessionId = await createSession(roomName);
    const session = { sessionId, roomName };
    const receiver = await receive(roomName);
    const device = await start({ ...common('tablet'), ...access(), session, seconds: 1 });
    const left = await device.waitForLeft(sessionId);
    expect(left).toMatchObject({ reason: 'done', identity: 'tablet' });
    expect(await device.exited).toEqual({ code: 0, signal: null });
    expect(await receiver.waitFor(left.sent)).toHaveLength(left.sent);
    await callSyncFlow(`sessions/${sessionId}/stop`);
  });

  it('sends part of its messages lossy, to a bare LiveKit server', async () => {
    const room = `Bare ${randomUUID()}`;
    const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: 'bare' });
    token.addGrant({ roomJoin: true, room, canPublishData: true });
    const receiver = await receive(room);
    const device = await start({
      ...common('bare'),
      livekit: { url: livekit.wsUrl, token: await token.toJwt() },
      lossyShare: 0.25,
      seconds: 1,
    });
    const joined = await device.waitForJoined(null);
    await device.exited;
    const { header, messages } = readLedger(joined.ledger);
    expect(header).toMatchObject({ sessionId: null, room });
    const lossy = messages.filter((message) => !message.reliable).length;
    expect(lossy).toBe(Math.floor(messages.length / 4));
    // The two channels keep no order between them, and what is lossy may be lost.
    const reliable = (list: readonly LedgerMessage[]): readonly LedgerMessage[] =>
      list.filter((message) => message.reliable);
    const arrived = (): readonly LedgerMessage[] => withoutHead(receiver.received());
    await until('all reliable messages arrive', () => {
      return reliable(arrived()).length === reliable(messages).length;
    });
    expect(reliable(arrived())).toEqual(reliable(messages));
    expect(messages).toEqual(expect.arrayContaining([...arrived()]));
    expect(arrived().some((message) => !message.reliable)).toBe(true);
  });

  it('says so when it is killed: its ledger lacks the last line', async () => {
    const room = `Killed ${randomUUID()}`;
    const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: 'killed' });
    token.addGrant({ roomJoin: true, room, canPublishData: true });
    const receiver = await receive(room);
    const device = await start({
      ...common('killed'),
      livekit: { url: livekit.wsUrl, token: await token.toJwt() },
    });
    const joined = await device.waitForJoined(null);
    await receiver.waitFor(10);
    expect(await device.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    const text = readFileSync(joined.ledger, 'utf8');
    expect(text).not.toContain('"event":"end"');
    expect(text.split('\n').length).toBeGreaterThan(10);
  });
});
