/** A bare LiveKit server as a project: rooms found by name, each recorded as a session of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { useLab, type LabCase } from './support/lab.ts';
import {
  eventually,
  receiptOf,
  runCli,
  type OutputLine,
  type RecorderProcess,
} from './support/recorder-process.ts';
import { withoutSyncflow } from './support/without-syncflow.ts';

const { stack, begin } = useLab();

function settings(rooms: string): Record<string, string | undefined> {
  const { livekit } = stack();
  return {
    ...withoutSyncflow,
    PROJECTS__0__LIVEKIT_URL: livekit.wsUrl,
    PROJECTS__0__KEY: livekit.apiKey,
    PROJECTS__0__SECRET: livekit.apiSecret,
    PROJECTS__0__NAME: 'Lab',
    PROJECTS__0__ROOMS: rooms,
    RECORDER_ROOMS_POLL_SECONDS: '1',
  };
}

const phaseOf = (sid: string, phase: string) => (line: OutputLine) =>
  line.type === 'session' && line['sessionId'] === sid && line['phase'] === phase;

const statusSchema = z.looseObject({
  ok: z.boolean(),
  sessions: z.array(z.looseObject({ sessionId: z.string(), phase: z.string() })),
});

async function control(lab: LabCase, ...words: string[]): Promise<z.infer<typeof statusSchema>> {
  const { stdout } = await runCli(['control', ...words, '--data', lab.dataFolder, '--json']);
  return statusSchema.parse(JSON.parse(stdout));
}

const sessionsSeen = (recorder: RecorderProcess): Set<unknown> =>
  new Set(recorder.lines.filter(({ type }) => type === 'session').map((line) => line['name']));

test('rooms that fit are recorded and uploaded, others are left alone; a name used again is another session', async () => {
  const lab = begin('rooms');
  const { livekit } = stack();
  const rooms = livekit.rooms();
  await rooms.createRoom({ name: 'my-test-room' });
  await rooms.createRoom({ name: 'elsewhere' });
  const first = await rooms.createRoom({ name: 'my-room' });
  const recorder = lab.recorder(settings('my-*,!*test*'));
  await recorder.recording(first.sid);
  const device = await lab.deviceInRoom(first, { name: 'imu', group: 'any', odd: true });
  await eventually('the device sends', () => device.sent() > 0);
  await device.stop();
  await rooms.deleteRoom('my-room');
  const { manifest } = receiptOf(await recorder.receipt(first.sid));
  expect(manifest).toMatchObject({
    session: { id: first.sid },
    project: { name: 'Lab' },
    endReason: 'room-deleted',
  });

  const again = await rooms.createRoom({ name: 'my-room' });
  expect(again.sid).not.toBe(first.sid);
  await recorder.recording(again.sid);
  const second = await lab.deviceInRoom(again, { name: 'imu', group: 'any' });
  await eventually('the device sends again', () => second.sent() > 0);
  await second.stop();
  await rooms.deleteRoom('my-room');
  const other = receiptOf(await recorder.receipt(again.sid));
  expect(other.manifest.recordingId).not.toBe(manifest.recordingId);
  await Promise.all([recorder.uploaded(first.sid), recorder.uploaded(again.sid)]);
  expect(sessionsSeen(recorder)).toEqual(new Set(['my-room']));
  expect(await recorder.stop()).toBe(0);
  expect(await lab.check(null)).toMatchObject({ exitCode: 0, missing: 0, problems: [] });
});

test('stopped by hand and started again: one recording; killed in between: the same one', async () => {
  const lab = begin('by-hand');
  const rooms = stack().livekit.rooms();
  const room = await rooms.createRoom({ name: 'by hand' });
  let recorder = lab.recorder(settings('by ?and'));
  const recording = await recorder.recording(room.sid);
  const device = await lab.deviceInRoom(room, { name: 'one', group: 'any' });
  await control(lab, 'stop', room.sid);
  await recorder.until('stopped', phaseOf(room.sid, 'stopped'));
  await recorder.killAll();
  recorder = lab.recorder(settings('by ?and'));
  await recorder.until('stopped still', phaseOf(room.sid, 'stopped'));
  await eventually('it takes orders', async () => {
    const { ok } = await control(lab, 'start', room.sid);
    return ok;
  });
  const resumed = await recorder.recording(room.sid);
  expect(resumed['recordingId']).toBe(recording['recordingId']);
  await sleep(500);
  await device.stop();
  await rooms.deleteRoom('by hand');
  const { manifest } = receiptOf(await recorder.receipt(room.sid));
  expect(manifest.recordingId).toBe(recording['recordingId']);
  expect(manifest.gaps.length).toBeGreaterThan(0);
  expect((await control(lab, 'status')).sessions).toMatchObject([
    { sessionId: room.sid, phase: 'ended' },
  ]);
  expect(await recorder.stop()).toBe(0);
  // What was sent meanwhile lies in the gap that was declared.
  expect(await lab.check(null, '--allow-gaps')).toMatchObject({ exitCode: 0, problems: [] });
});

test('a server that is away, restarted, or refuses the key is named, and asked again', async () => {
  const lab = begin('away');
  const { livekit } = stack();
  const before = await livekit.rooms().createRoom({ name: 'away' });
  const recorder = lab.recorder(settings('away'));
  await recorder.recording(before.sid);
  await livekit.kill();
  await eventually('it says so', () => recorder.logTail().includes('livekit-unreachable'));
  await livekit.start();
  // Its rooms are gone. Nothing makes that one again: its recording ends.
  const { manifest } = receiptOf(await recorder.receipt(before.sid));
  expect(manifest).toMatchObject({ endReason: 'room-closed' });
  expect((await livekit.rooms().listRooms(['away'])).map(({ sid }) => sid)).not.toContain(
    before.sid,
  );
  const after = await livekit.rooms().createRoom({ name: 'away' });
  await recorder.recording(after.sid);
  expect(await recorder.stop()).toBe(0);
  await livekit.rooms().deleteRoom('away');

  const envFile = lab.envFile({ ...settings('away'), PROJECTS__0__SECRET: 'x'.repeat(40) });
  const checked = await runCli(['check', '--env-file', envFile, '--data', lab.dataFolder]);
  expect(checked.code).toBe(1);
  expect(checked.stdout).toContain('refuses the key of LiveKit');
});
