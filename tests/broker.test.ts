/** Every session once, whatever becomes of announcements, broker and API. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataPacket_Kind } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { TcpRelay } from '../stack/network/tcp-relay.ts';
import { Random } from '../stack/soak/random.ts';
import { AnnouncementStorm } from './support/announcement-storm.ts';
import { journalLines, type JournalLine } from './support/journal.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually } from './support/recorder-process.ts';

const full = process.env['RECORDER_TEST_FULL'] === '1';
// Rooms stay although SyncFlow’s own listener leaves them when it is restarted.
const { stack, begin } = useLab({ departureTimeout: 600 });

const manifestSchema = z.looseObject({ session: z.looseObject({ id: z.string() }) });

interface OnDisk {
  readonly folder: string;
  readonly sessionId: string;
}

/** All recordings on disk; a session that was recorded twice is there twice. */
function recordings(lab: LabCase): OnDisk[] {
  const root = join(lab.dataFolder, 'recordings');
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .flatMap((project) => readdirSync(join(root, project)).map((name) => join(root, project, name)))
    .filter((folder) => existsSync(join(folder, 'manifest.json')))
    .map((folder) => {
      const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
      return { folder, sessionId: manifestSchema.parse(JSON.parse(text)).session.id };
    });
}

const recordedSessions = (lab: LabCase): string[] =>
  recordings(lab)
    .map(({ sessionId }) => sessionId)
    .sort();

test('many sessions at once, each announced twice, and a hundred malformed ones between them', async () => {
  const lab = begin('storm');
  const { project, standIn } = stack();
  const recorder = lab.recorder({ RECORDER_UPLOAD: 'off' });
  await recorder.ready();
  await recorder.until('listening', () =>
    recorder.logTail().includes('listening to announcements'),
  );
  standIn.faults.set({ repeatAnnouncements: 1 });
  const wanted: string[] = [];
  for (let count = 0; count < (full ? 200 : 40); count += 1) {
    const session = await project.createSession({
      name: `Storm ${count}`,
      deviceGroups: ['recorders'],
    });
    wanted.push(session.id);
    if (count >= 100) continue;
    const bad = ['{', '[]', '{"sessionId":"x"}', '\u0000', '{"sessionId":null,"sessionName":1}'];
    for (let more = 0; more < (full ? 1 : 100 / 40); more += 1) {
      await standIn.faults.publishRaw(
        `${project.id}.recorders`,
        Buffer.from(bad[(count + more) % bad.length] ?? ''),
      );
    }
  }
  standIn.faults.reset();
  const last = new Map<string, unknown>();
  await eventually(
    'all are being recorded',
    () => {
      for (const line of recorder.lines) {
        if (line.type === 'session') last.set(String(line['sessionId']), line['phase']);
      }
      return wanted.every((id) => last.get(id) === 'recording');
    },
    120_000,
  );
  expect(recordedSessions(lab)).toEqual([...wanted].sort());
  const kept = readdirSync(join(lab.dataFolder, 'dead-letter'));
  expect(kept.length).toBeGreaterThanOrEqual(100);
  expect(await recorder.stop()).toBe(0);
  for (const id of wanted) await project.stopSession(id);
});

/** The sessions whose room is there and names them. */
async function sessionsWithRooms(): Promise<string[]> {
  const rooms = await stack().livekit.rooms().listRooms();
  return rooms.flatMap(({ metadata }) => /session_id:([^|]+)/.exec(metadata)?.[1] ?? []);
}

const startedSchema = z.looseObject({
  kind: z.literal('session'),
  sessionId: z.string(),
  startedAt: z.number().optional(),
});

/** How many seconds after its session began a recording began; null when that was never told. */
function lateBy(lines: readonly JournalLine[]): number | null {
  const started = lines.map((line) => startedSchema.safeParse(line).data).find(Boolean);
  const joined = lines.find(({ kind }) => kind === 'room');
  if (started?.startedAt === undefined || joined === undefined) return null;
  return Number(BigInt(joined.arrival) / 1_000_000n) / 1000 - started.startedAt;
}

test('announcements at random while broker and SyncFlow fail in every way: every session once, late ones with a gap', async () => {
  const seed = Number(process.env['RECORDER_BROKER_SEED'] ?? Date.now() % 1_000_000);
  console.info(`seed ${seed} (RECORDER_BROKER_SEED brings it back)`);
  const lab = begin('random');
  const { livekit, project, broker, standIn } = stack();
  const brokerWay = await TcpRelay.start(broker.port);
  try {
    const recorder = lab.recorder({
      RECORDER_UPLOAD: 'off',
      RABBITMQ_PORT: String(brokerWay.port),
      RECORDER_ROOM_AWAY_SECONDS: '2',
    });
    await recorder.ready();
    await project.untilRegistered('recorders');
    const phases = (): Map<string, unknown> => {
      const last = new Map<string, unknown>();
      for (const line of recorder.lines) {
        if (line.type === 'session') last.set(String(line['sessionId']), line['phase']);
      }
      return last;
    };
    const recording = (): string[] =>
      [...phases()].filter(([, phase]) => phase === 'recording').map(([id]) => id);
    const random = new Random(seed);
    const longestMs = full ? 6000 : 700;
    const storm = new AnnouncementStorm({
      ...{ stack: stack(), brokerWay, random, longestMs, recording },
    });
    await storm.late(11_500);
    const until = Date.now() + (full ? 240_000 : 0);
    do await storm.round();
    while (Date.now() < until);

    const wanted = await sessionsWithRooms();
    expect(wanted.length).toBeGreaterThan(10);
    await eventually(
      'all are being recorded',
      () => wanted.every((id) => phases().get(id) === 'recording'),
      120_000,
    );
    const rooms = livekit.rooms();
    for (const { name, metadata } of await rooms.listRooms()) {
      const payload = Buffer.from(metadata);
      await rooms.sendData(name, payload, DataPacket_Kind.RELIABLE, { topic: 'whose' });
    }
    await sleep(1500);
    expect(await recorder.stop()).toBe(0);

    const recorded = recordings(lab);
    const ids = recorded.map(({ sessionId }) => sessionId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(wanted));
    // Only those whose room was taken by another session are over.
    expect(ids.filter((id) => !wanted.includes(id))).toEqual(
      ids.filter((id) => storm.replaced.has(id)),
    );
    const late = recorded.map(({ folder, sessionId }) => {
      const lines = journalLines(folder);
      for (const { metadata } of lines.filter(({ kind }) => kind === 'room')) {
        if (metadata !== undefined) expect(metadata).toContain(`session_id:${sessionId}|`);
      }
      const whose = lines.filter(({ topic }) => topic === 'whose').map(({ text }) => text);
      expect(whose).toHaveLength(wanted.includes(sessionId) ? 1 : 0);
      for (const text of whose) expect(text).toContain(`session_id:${sessionId}|`);
      const seconds = lateBy(lines) ?? 0;
      if (seconds > 11) expect(lines.map(({ reason }) => reason)).toContain('late-join');
      return seconds;
    });
    expect(Math.max(...late)).toBeGreaterThan(11);
    console.info(`${ids.length} sessions, ${storm.replaced.size} of them replaced by another`);
  } finally {
    standIn.faults.reset();
    await brokerWay.stop();
  }
});
