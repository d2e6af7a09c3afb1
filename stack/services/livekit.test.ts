import { setTimeout as sleep } from 'node:timers/promises';
import { dispose, Room, RoomEvent } from '@livekit/rtc-node';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveKit } from './livekit.ts';
import type { LiveKitOptions } from './livekit.ts';
import { isListening, processesIn } from './test-helpers.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from './throwaway-folder.ts';

let folder: string;
let servers: LiveKit[];

beforeEach(() => {
  folder = makeThrowawayFolder();
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.kill();
  removeThrowawayFolder(folder);
});

afterAll(() => dispose());

async function startServer(options: Omit<LiveKitOptions, 'folder'> = {}): Promise<LiveKit> {
  const server = await LiveKit.create({ folder, ...options });
  servers.push(server);
  await server.start();
  return server;
}

async function join(server: LiveKit, room: string, identity: string): Promise<Room> {
  const token = new AccessToken(server.apiKey, server.apiSecret, { identity });
  token.addGrant({ roomJoin: true, room });
  const joined = new Room();
  await joined.connect(server.wsUrl, await token.toJwt(), { autoSubscribe: true, dynacast: false });
  return joined;
}

async function roomNames(server: LiveKit): Promise<readonly string[]> {
  return (await server.rooms().listRooms()).map((room) => room.name);
}

describe('the room API', () => {
  it('makes rooms with the configured time limits', async () => {
    const server = await startServer({ emptyTimeout: 77, departureTimeout: 3 });
    const room = await server
      .rooms()
      .createRoom({ name: 'a room', metadata: '{"session_id":"x"}' });
    expect(room).toMatchObject({ name: 'a room', emptyTimeout: 77, departureTimeout: 3 });
    expect(await roomNames(server)).toEqual(['a room']);
  });

  it('refuses a wrong secret', async () => {
    const server = await startServer();
    const foreign = new RoomServiceClient(server.httpUrl, server.apiKey, 'x'.repeat(32));
    await expect(foreign.listRooms()).rejects.toMatchObject({ status: 401 });
  });
});

it('carries data packets between participants, and ends at once although they are there', async () => {
  const server = await startServer();
  const receiver = await join(server, 'lab', 'receiver');
  const received = new Promise<[string, string | undefined]>((resolve) => {
    receiver.on(RoomEvent.DataReceived, (payload, _participant, _kind, topic) => {
      resolve([Buffer.from(payload).toString(), topic]);
    });
  });
  const disconnected = new Promise<void>((resolve) => {
    receiver.once(RoomEvent.Disconnected, () => {
      resolve();
    });
  });
  const sender = await join(server, 'lab', 'sender');
  const payload = new TextEncoder().encode('36.6');
  await sender.localParticipant?.publishData(payload, { reliable: true, topic: 'temperature' });
  expect(await received).toEqual(['36.6', 'temperature']);

  // Orderly: a server that had to be killed could not have told the clients.
  await server.stop();
  await disconnected;
  expect(processesIn(folder)).toEqual([]);
  await sender.disconnect();
});

describe('start and stop', () => {
  it('keeps ports and keys over a restart and a kill, and forgets its rooms', async () => {
    const server = await startServer();
    const before = { url: server.wsUrl, rooms: server.rooms() };
    await before.rooms.createRoom({ name: 'lost' });

    await server.stop();
    expect(processesIn(folder)).toEqual([]);
    expect(await isListening(server.port)).toBe(false);

    await server.start();
    expect(server.wsUrl).toBe(before.url);
    expect(await before.rooms.listRooms()).toEqual([]);

    await server.kill();
    expect(processesIn(folder)).toEqual([]);
    await server.start();
    expect(await before.rooms.listRooms()).toEqual([]);
  });

  it('hangs while paused and answers afterwards', async () => {
    const server = await startServer();
    server.pause();
    const answer = roomNames(server);
    expect(await Promise.race([answer, sleep(300, 'no answer')])).toBe('no answer');
    server.resume();
    expect(await answer).toEqual([]);
  });

  it('runs beside another, with rooms and keys of its own', async () => {
    const first = await startServer({ name: 'first' });
    const second = await startServer({ name: 'second', iceTcp: false });
    await first.rooms().createRoom({ name: 'only here' });
    expect(await roomNames(second)).toEqual([]);
    const crossed = new RoomServiceClient(second.httpUrl, first.apiKey, first.apiSecret);
    await expect(crossed.listRooms()).rejects.toMatchObject({ status: 401 });
    await first.stop();
    expect(await roomNames(second)).toEqual([]);
  });
});
