/** Every session once, whatever becomes of announcements, broker and API. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataPacket_Kind } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { TcpRelay } from '../stack/network/tcp-relay.ts';
import { Random } from '../stack/soak/random.ts';
import { SoakProcesses } from './soak/soak-processes.ts';
import { AnnouncementStorm } from './support/announcement-storm.ts';
import { journalLines, type JournalLine } from './support/journal.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually, type RecorderProcess } from './support/recorder-process.ts';

const full = process.env['RECORDER_TEST_FULL'] === '1';
// Rooms stay although SyncFlow’s own listener leaves them when it is restarted.
const { stack, begin } = useLab({ departureTimeout: 600 });
/** The long forms take some minutes. */
const LONGEST_MS = 900_000;

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

/** What the recorder's processes took at most, by role; figures for docs/performance.md. */
function figuresOf(processes: SoakProcesses): string[] {
  return processes.trends(0).map(({ role, trends }) => {
    const { residentMb, files, threads } = trends;
    const most = [`${residentMb.most.toFixed(0)} MB`, `${files.most} files`];
    return `${role}: at most ${most.join(', ')}, ${threads.most} threads`;
  });
}

/** The recorder and its children, numbered. */
function processesOf(recorder: RecorderProcess): ReadonlyMap<string, number> {
  const { pid, running } = recorder;
  if (!running) return new Map();
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/);
  const numbered = children
    .filter((child) => child !== '')
    .map((child, index) => [`child ${index + 1}`, Number(child)] as const);
  return new Map([['recorder', pid], ...numbered]);
}

const seconds = (from: number): string => `${((Date.now() - from) / 1000).toFixed(1)} s`;

test(
  'many sessions at once, each announced twice, and a hundred malformed ones between them',
  async () => {
    const lab = begin('storm');
    const { project, standIn, s3 } = stack();
    const recorder = lab.recorder({ RECORDER_UPLOAD: full ? 'on' : 'off' });
    await recorder.ready();
    await recorder.until('listening', () =>
      recorder.logTail().includes('listening to announcements'),
    );
    const processes = new SoakProcesses(() => processesOf(recorder));
    standIn.faults.set({ repeatAnnouncements: 1 });
    const wanted: string[] = [];
    const count = full ? 200 : 40;
    const malformed = [
      '{',
      '[]',
      '{"sessionId":"x"}',
      '\u0000',
      '{"sessionId":null,"sessionName":1}',
    ];
    let bad = 0;
    const began = Date.now();
    for (let made = 1; made <= count; made += 1) {
      const session = await project.createSession({
        name: `Storm ${made}`,
        deviceGroups: ['recorders'],
      });
      wanted.push(session.id);
      for (; bad < (100 * made) / count; bad += 1) {
        const body = Buffer.from(malformed[bad % malformed.length] ?? '');
        await standIn.faults.publishRaw(`${project.id}.recorders`, body);
      }
    }
    standIn.faults.reset();
    const announced = seconds(began);
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
    const recording = seconds(began);
    expect(recordedSessions(lab)).toEqual([...wanted].sort());
    await eventually(
      'the malformed ones are kept',
      () => readdirSync(join(lab.dataFolder, 'dead-letter')).length === bad,
    );
    if (full) await endAll(wanted, recorder);
    processes.stop();
    const ended = seconds(began);
    expect(await recorder.stop()).toBe(0);
    if (!full) {
      for (const id of wanted) await project.stopSession(id);
      return;
    }
    const keys = (await s3.listObjects(project.bucket)).map(({ key }) => key);
    expect(keys.filter((key) => key.endsWith('/manifest.json'))).toHaveLength(count);
    console.info(
      [
        `${count} sessions announced in ${announced}, all recorded after ${recording},`,
        `stopped, finalised and verified in the bucket after ${ended}`,
        ...figuresOf(processes),
      ].join('\n  '),
    );
  },
  LONGEST_MS,
);

/** Every recording is final, and its manifest verified in the bucket. */
async function endAll(ids: readonly string[], recorder: RecorderProcess): Promise<void> {
  for (const id of ids) await stack().project.stopSession(id);
  for (const id of ids) await recorder.uploaded(id, 300_000);
}

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

test(
  'announcements at random while broker and SyncFlow fail in every way: every session once, late ones with a gap',
  async () => {
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
      const until = Date.now() + (full ? 180_000 : 0);
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
  },
  LONGEST_MS,
);
