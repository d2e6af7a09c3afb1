/**
 * Redundant capture: two recorders of one room, each in a capture child of its own. kill -9 of either at
 * random moments under load loses nothing and leaves no gap.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoomServiceClient } from 'livekit-server-sdk';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { DeviceHandle } from '../stack/devices/fleet.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackSession } from '../stack/stack-project.ts';
import { writerOf } from './support/journal.ts';
import { useLab, type LabCase } from './support/lab.ts';
import {
  eventually,
  receiptOf,
  type Receipt,
  type RecorderProcess,
} from './support/recorder-process.ts';

const REDUNDANT = { RECORDER_REDUNDANT: 'on' };
const KILLS = process.env['RECORDER_TEST_FULL'] === '1' ? 50 : 5;
const RATE = 200;

const { stack: theStack, begin } = useLab();
let stack: Stack;
let lab: LabCase;

beforeEach(() => {
  stack = theStack();
});

type Lane = 'a' | 'b';

interface Running {
  readonly session: StackSession;
  readonly devices: readonly DeviceHandle[];
  readonly recorder: RecorderProcess;
}

/** Where the lane's segments lie; throws while there is no recording. */
function folderOf(lane: Lane): string {
  const recordings = join(lab.dataFolder, 'recordings');
  const found = readdirSync(recordings, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.endsWith('manifest.json'),
  );
  if (found === undefined) throw new Error('there is no recording');
  const folder = join(recordings, found, '..');
  return lane === 'a' ? folder : join(folder, 'lane-b');
}

/** All that the lane has on disk. */
function textOf(lane: Lane): string {
  const folder = folderOf(lane);
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('');
}

/** How often the lane has joined. */
const joins = (lane: Lane): number => textOf(lane).split('"kind":"link","event":"open"').length - 1;

/** Joined that often, and messages of every device came after that. */
function receives(lane: Lane, joined: number, devices: number): boolean {
  if (joins(lane) < joined) return false;
  const since = textOf(lane).split('"kind":"link","event":"open"').at(-1) ?? '';
  const senders = new Set(
    [...since.matchAll(/"kind":"data".*?"identity":"([^"]+)"/g)].map(([, who]) => who),
  );
  return senders.size >= devices;
}

async function running(name: string, deviceCount: number): Promise<Running> {
  lab = begin(name);
  const recorder = lab.recorder(REDUNDANT);
  await recorder.ready();
  const devices: DeviceHandle[] = [];
  for (let number = 1; number <= deviceCount; number += 1) {
    devices.push(await lab.device({ name: `${name}-${number}`, group: name, ratePerSecond: RATE }));
  }
  const session = await stack.project.createSession({ name, deviceGroups: [name] });
  await recorder.recording(session.id);
  await eventually(
    'both lanes receive',
    () => (['a', 'b'] as const).every((lane) => receives(lane, 1, deviceCount)),
    40_000,
  );
  return { session, devices, recorder };
}

async function finish({ devices, session }: Running, recorder: RecorderProcess): Promise<Receipt> {
  await sleep(1000);
  for (const device of devices) await device.stop();
  await stack.project.stopSession(session.id);
  const receipt = receiptOf(await recorder.receipt(session.id, 90_000));
  await recorder.uploaded(session.id, 90_000);
  return receipt;
}

const laneOf = (receipt: Receipt, lane: Lane): unknown =>
  z
    .array(z.looseObject({ lane: z.string() }))
    .parse(receipt.manifest['lanes'])
    .find((one) => one.lane === lane);

test(
  `kill -9 of either recorder at ${KILLS} random moments under load: nothing lost, no gap left`,
  async () => {
    const run = await running('either', 2);
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Both at least once, and at random.
      const lane: Lane = kill === 0 ? 'a' : kill === 1 ? 'b' : Math.random() < 0.5 ? 'a' : 'b';
      const before = joins(lane);
      await sleep(500 + Math.random() * 1500);
      process.kill(writerOf(folderOf(lane)), 'SIGKILL');
      await eventually(
        `lane ${lane} receives again`,
        () => receives(lane, before + 1, run.devices.length),
        60_000,
      );
    }
    const receipt = await finish(run, run.recorder);
    expect(receipt.manifest.gaps).toEqual([]);
    expect(receipt.manifest.status).toBe('complete');
    // The kills did cost each lane something, which the other has.
    expect(laneOf(receipt, 'a')).not.toMatchObject({ missed: 0 });
    expect(laneOf(receipt, 'b')).not.toMatchObject({ missed: 0 });
    const result = await lab.check(stack.project);
    expect(result).toMatchObject({ exitCode: 0, missing: 0, altered: 0, duplicated: 0 });
    expect(result.recorded).toBe(result.sent);
    expect(result.verifiedInBucket).toBe(result.recorded);
  },
  180_000 + KILLS * 30_000,
);

test('one recorder is thrown out of the room: the other goes on, with a warning', async () => {
  const run = await running('thrown-out', 1);
  const [, identity = ''] = /"recorderIdentity":"([^"]+)"/.exec(textOf('b')) ?? [];
  const { httpUrl, apiKey, apiSecret } = stack.livekit;
  const rooms = new RoomServiceClient(httpUrl, apiKey, apiSecret);
  await rooms.removeParticipant(run.session.livekitRoomName, identity);
  await run.recorder.until(
    'a warning',
    (line) =>
      line.type === 'session' &&
      line['phase'] === 'recording' &&
      z.object({ code: z.literal('lane-down') }).safeParse(line['warning']).success,
    60_000,
  );
  const receipt = await finish(run, run.recorder);
  expect(receipt.manifest).toMatchObject({ status: 'complete', gaps: [] });
  expect(laneOf(receipt, 'a')).toMatchObject({ missed: 0 });
  const result = await lab.check(stack.project);
  expect(result).toMatchObject({ exitCode: 0, missing: 0, altered: 0, duplicated: 0 });
  expect(result.recorded).toBe(result.sent);
});

test('kill -9 of the whole recorder: the gap is declared, and nothing else is missing', async () => {
  const run = await running('whole', 1);
  await run.recorder.killAll();
  await sleep(1000);
  const next = lab.recorder(REDUNDANT);
  await eventually(
    'both lanes receive again',
    () => (['a', 'b'] as const).every((lane) => receives(lane, 2, 1)),
    60_000,
  );
  const receipt = await finish(run, next);
  expect(receipt.manifest.status).toBe('complete-but');
  expect(receipt.manifest.gaps.map(({ reason }) => reason)).toContain('recorder-restart');
  const result = await lab.check(stack.project, '--allow-gaps');
  expect(result).toMatchObject({ exitCode: 0, missing: 0, altered: 0, duplicated: 0 });
  expect(Number(result['declared'])).toBeGreaterThan(0);
  expect(result.verifiedInBucket).toBe(result.recorded);
});
