import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AccessToken } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { LiveKit } from '../services/livekit.ts';
import { until } from '../services/test-helpers.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { startDevice } from './fleet.ts';
import type { DeviceHandle } from './fleet.ts';

let folder: string;
let livekit: LiveKit;
let device: DeviceHandle;

beforeAll(async () => {
  folder = makeThrowawayFolder();
  livekit = await LiveKit.create({ folder });
  await livekit.start();
});

afterEach(async () => {
  await device.kill();
});

afterAll(async () => {
  await livekit.stop();
  removeThrowawayFolder(folder);
});

async function join(room: string): Promise<string> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: 'imu' });
  token.addGrant({ roomJoin: true, room, canPublishData: true });
  device = await startDevice({
    name: 'imu',
    group: 'lab',
    ledgerDir: folder,
    ratePerSecond: 50,
    kinds: ['sensor'],
    livekit: { url: livekit.wsUrl, token: await token.toJwt() },
  });
  return (await device.waitForJoined(null)).ledger;
}

it('goes on after the server was gone, and its ledger says when it was', async () => {
  const ledger = await join(randomUUID());
  const lines = (): readonly string[] => readFileSync(ledger, 'utf8').split('\n');
  const find = (event: string): number => {
    return lines().findIndex((line) => line.includes(`"event":"${event}"`));
  };
  await until('it sends', () => lines().length > 20);
  await livekit.kill();
  await until('it has noticed', () => find('interrupted') > 0);
  await livekit.start();
  await until('it is back', () => find('resumed') > 0);
  const back = find('resumed');
  await until('it sends again', () => lines().length > back + 20);
  await device.stop();
  expect(find('interrupted')).toBeLessThan(back);
  expect(lines().at(-2)).toContain('"event":"end","reason":"stopped","drained":true');
});

it('ends its ledger as not drained when the room is deleted under it', async () => {
  const room = randomUUID();
  const ledger = await join(room);
  await until('it sends', () => readFileSync(ledger, 'utf8').split('\n').length > 20);
  await livekit.rooms().deleteRoom(room);
  expect(await device.waitForLeft(null)).toMatchObject({ reason: 'room-deleted' });
  expect(await device.exited).toEqual({ code: 0, signal: null });
  const end = readFileSync(ledger, 'utf8').split('\n').at(-2);
  expect(end).toContain('"event":"end","reason":"room-deleted","drained":false');
});
