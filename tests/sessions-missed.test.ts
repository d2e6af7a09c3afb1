/** Sessions that nobody announced, that were announced to nobody, that are not there, and that are not ours. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataPacket_Kind } from 'livekit-server-sdk';
import { beforeEach, expect, test } from 'vitest';
import type { StackSession } from '../stack/stack-project.ts';
import type { Stack } from '../stack/stack.ts';
import { journalLines } from './support/journal.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually, receiptOf, runCli, type RecorderProcess } from './support/recorder-process.ts';

const { stack: theStack, begin } = useLab();
let stack: Stack;
let lab: LabCase;

beforeEach(() => {
  stack = theStack();
});

/** The rooms of all recordings on disk, by the names of their folders. */
function recordedRooms(): string[] {
  const root = join(lab.dataFolder, 'recordings');
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((project) => readdirSync(join(root, project)));
}

test('never announced, and announced while the broker was down: recorded; a ghost: left alone', async () => {
  lab = begin('missed');
  const { project, broker, standIn, livekit } = stack;
  const ghost = await project.createSession({ name: 'Ghost' });
  await standIn.faults.makeGhost(ghost.id);
  const recorder = lab.recorder();
  await recorder.ready();

  const silent = await project.createSession({ name: 'Silent' });
  const silentDevice = await lab.deviceIn(silent, { name: 'one', group: 'g' });
  await recorder.recording(silent.id);

  await project.registerGroup('down');
  await broker.stop();
  // SyncFlow lost its broker as well: it makes the session, answers 500, and announces nothing.
  await project.createSession({ name: 'Unheard', deviceGroups: ['down'] }).catch(() => undefined);
  const unheard = (await project.sessions()).find(({ name }) => name === 'Unheard');
  if (unheard === undefined) throw new Error('the session was made all the same');
  await recorder.recording(unheard.id);
  const unheardDevice = await lab.deviceIn(unheard, { name: 'two', group: 'g' });
  await broker.start();
  await standIn.restart();
  await eventually('both send', () => silentDevice.sent() > 0 && unheardDevice.sent() > 0);
  await Promise.all([silentDevice.stop(), unheardDevice.stop()]);
  for (const { id } of [silent, unheard]) {
    await project.stopSession(id);
    expect(receiptOf(await recorder.receipt(id)).manifest.status).toBe('complete');
  }
  expect(await lab.check(null)).toMatchObject({ exitCode: 0, missing: 0, problems: [] });
  expect(recordedRooms()).toHaveLength(2);
  expect(recordedRooms().join()).not.toContain('Ghost');
  // Joining the ghost would have made a new, empty room.
  const rooms = await livekit.rooms().listRooms();
  expect(rooms.map(({ name }) => name)).not.toContain('Ghost');
  expect(recorder.lines).toContainEqual(
    expect.objectContaining({ type: 'session', sessionId: ghost.id, phase: 'ghost' }),
  );
});

test('a name used again: the new session is recorded, under its own id, the old one is not', async () => {
  lab = begin('again');
  const { project, standIn } = stack;
  const old = await project.createSession({ name: 'Same name' });
  const reusedId = await standIn.faults.reuseName(old.id);
  const recorder = lab.recorder();
  await recorder.recording(reusedId);
  await recorder.until(
    'the old one seen as a ghost',
    (line) => line['sessionId'] === old.id && line['phase'] === 'ghost',
  );
  await project.stopSession(reusedId);
  const { manifest } = receiptOf(await recorder.receipt(reusedId));
  expect(manifest.session?.id).toBe(reusedId);
  await eventually('one folder only', () => recordedRooms().length === 1);
});

test('malformed announcements between good ones: kept, shown, never fatal', async () => {
  lab = begin('malformed');
  const { project, standIn } = stack;
  const recorder = lab.recorder();
  await recorder.ready();
  await eventually('registered', async () => {
    const text = JSON.stringify(standIn.state());
    return Promise.resolve(text.includes('recorder-malformed'));
  });
  await recorder.until('listening', () =>
    recorder.logTail().includes('listening to announcements'),
  );
  const bad = [
    '{"sessionId":',
    '[]',
    '{"sessionId":7,"sessionName":"x"}',
    '\xff\xfe',
    ' '.repeat(70_000),
  ];
  for (const body of bad) {
    await standIn.faults.publishRaw(`${project.id}.recorders`, Buffer.from(body, 'latin1'));
  }
  const deadLetters = join(lab.dataFolder, 'dead-letter');
  await eventually(
    'kept',
    () => existsSync(deadLetters) && readdirSync(deadLetters).length === bad.length,
  );
  await project.registerGroup('good');
  const session = await project.createSession({ name: 'Good', deviceGroups: ['good'] });
  await recorder.recording(session.id);
  await project.stopSession(session.id);
  await recorder.receipt(session.id);
});

test('SyncFlow gives no token: the one that came with an older announcement is used', async () => {
  lab = begin('join-token');
  const { project, standIn, livekit } = stack;
  const recorder = lab.recorder();
  await recorder.until('listening', () =>
    recorder.logTail().includes('listening to announcements'),
  );
  standIn.faults.set({ olderAnnouncementForm: true, fail: ['token', 'get-session'] });
  const session = await project.createSession({
    name: 'Last resort',
    deviceGroups: ['recorders'],
  });
  const line = await recorder.recording(session.id);
  const payload = Buffer.from('heard');
  await livekit.rooms().sendData('Last resort', payload, DataPacket_Kind.RELIABLE, {});
  standIn.faults.reset();
  await eventually('it is on disk', () => textsOf(line['folder']).includes('heard'));
  await project.stopSession(session.id);
  const { folder, manifest } = receiptOf(await recorder.receipt(session.id));
  expect(manifest.session?.id).toBe(session.id);
  const [link] = journalLines(folder).filter(({ kind }) => kind === 'link');
  expect(link?.recorderIdentity).toMatch(/^announced-/);
  // It is a secret like any other.
  expect(readFileSync(recorder.logFile, 'utf8')).not.toContain('eyJ');
});

function textsOf(folder: unknown): (string | undefined)[] {
  return journalLines(String(folder)).map(({ text }) => text);
}

test('sessions by name, or only those announced to us, which can miss and says so', async () => {
  lab = begin('by-name');
  const { project } = stack;
  await project.registerGroup('others');
  const named = lab.recorder({ RECORDER_SESSIONS: 'name:lab-*,!*test*' });
  await named.ready();
  const told = begin('announced');
  const announced = told.recorder({ RECORDER_SESSIONS: 'announced', RECORDER_UPLOAD: 'off' });
  await announced.until('listening', () =>
    announced.logTail().includes('listening to announcements'),
  );
  const make = (name: string, ...groups: string[]): Promise<StackSession> =>
    project.createSession({ name, deviceGroups: groups });
  const first = await make('Lab-1', 'recorders');
  const test = await make('lab-test', 'recorders');
  const second = await make('LAB-2', 'others');
  const other = await make('elsewhere');
  await Promise.all([named.recording(first.id), named.recording(second.id)]);
  await Promise.all([announced.recording(first.id), announced.recording(test.id)]);
  // Longer than the list of sessions takes to be read again.
  await sleep(2500);
  const { stdout } = await runCli(['control', 'status', '--data', told.dataFolder]);
  expect(stdout).toContain('note: Only sessions that are announced');
  for (const { id } of [first, test, second, other]) await project.stopSession(id);
  const { manifest } = receiptOf(await announced.receipt(first.id));
  expect(manifest['cannotSee']).toContainEqual(expect.stringContaining('announced'));
  await Promise.all([announced.receipt(test.id), named.receipt(second.id)]);
  expect(await Promise.all([named.stop(), announced.stop()])).toEqual([0, 0]);
  const seenBy = (recorder: RecorderProcess): Set<unknown> =>
    new Set(
      recorder.lines.filter(({ type }) => type === 'session').map((line) => line['sessionId']),
    );
  expect(seenBy(named)).toEqual(new Set([first.id, second.id]));
  expect(seenBy(announced)).toEqual(new Set([first.id, test.id]));
});
