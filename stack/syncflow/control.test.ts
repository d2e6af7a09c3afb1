/** The stand-in as other processes use it: as a process, and over /__control. No broker. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { LiveKit } from '../services/livekit.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { ApiClient } from './replay/api-client.ts';
import { until } from './replay/until.ts';
import { liveKitOptions, projects } from './replay/world.ts';
import { startStandIn } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

const folder = makeThrowawayFolder();
const livekit = await LiveKit.create({ folder });
let standIn: StandIn;
let api: ApiClient;

beforeAll(async () => {
  await livekit.start();
  standIn = await startStandIn({ livekit: liveKitOptions(livekit), broker: null, projects });
  api = new ApiClient(standIn);
});

afterAll(async () => {
  await standIn.close();
  await livekit.stop();
  removeThrowawayFolder(folder);
});

async function control(method: string, what: string, body?: object): Promise<unknown> {
  const response = await fetch(`${standIn.url}/__control/${what}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return response.status === 200 ? answer : response.status;
}

it('sets faults and takes them back', async () => {
  expect(await control('PUT', 'faults', { fail: ['project'], latencyMs: 5 })).toMatchObject({
    fail: ['project'],
    latencyMs: 5,
    hang: [],
  });
  expect((await api.call('GET', ''))?.status).toBe(500);
  expect(await control('GET', 'faults')).toEqual(standIn.faults.settings);
  await control('DELETE', 'faults');
  expect((await api.call('GET', ''))?.status).toBe(200);
});

it('refuses what it does not know', async () => {
  expect(await control('PUT', 'faults', { hnag: 'all' })).toBe(400);
  expect(await control('POST', 'actions', { action: 'explode' })).toBe(400);
  expect(await control('GET', 'nothing')).toBe(404);
});

it('shows its state', async () => {
  const { id } = await api.create({ name: 'shown' });
  expect(await control('GET', 'state')).toMatchObject({
    sessions: [{ id, name: 'shown', status: 'Started' }],
    announcerOpen: null,
  });
  await api.stop(id);
});

it('acts', async () => {
  const { id } = await api.create({ name: 'acted upon' });
  const answer = await control('POST', 'actions', { action: 'reuse-name', sessionId: id });
  const { sessionId } = z.object({ sessionId: z.uuid() }).parse(answer);
  const listener = (): unknown =>
    standIn.state().sessions.find((session) => session.id === sessionId)?.listener;
  await until('the listener', () => (listener() === 'in-room' ? true : null));
  await control('POST', 'actions', { action: 'restart' });
  await until('the restart', () => (listener() === null ? true : null));
});

it('runs as a process', async () => {
  const options = { livekit: liveKitOptions(livekit), broker: null, projects };
  const main = join(import.meta.dirname, 'main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', main, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = z.tuple([z.string()]).parse(await once(createInterface(child.stdout), 'line'));
  const started = z.object({ url: z.url(), port: z.number() }).parse(JSON.parse(line));
  expect((await fetch(`${started.url}/projects`)).status).toBe(401);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
