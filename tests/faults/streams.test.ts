/** What can go wrong in the middle of a stream (docs/faults.md, "Streams"), with the built recorder. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DataStream_ByteHeader,
  DataStream_Chunk,
  DataStream_Header,
  DataStream_Trailer,
  DisconnectReason,
  LeaveRequest,
  LeaveRequest_Action,
  SignalResponse,
  UserPacket,
} from '@livekit/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../scripts/setup.mjs';
import { FaultyNetwork } from '../../stack/network/faulty-network.ts';
import { LiveKit } from '../../stack/services/livekit.ts';
import { WireParticipant } from '../../stack/wire-sender/wire-participant.ts';
import { journalLines, payloadOf, type JournalLine } from '../support/journal.ts';
import { eventually } from '../support/recorder-process.ts';
import { RoomRecorder, type RoomRecorderOptions } from '../support/room-recorder.ts';

const CHUNK_BYTES = 15_000;
/** The server gives a participant up so long after its process is gone (livekit-capture.md §4: 22 s). */
const GIVEN_UP_WITHIN_MS = 60_000;
/** What streams leave of the disk to everything else (docs/data-format.md). */
const STREAM_RESERVE = 1e9;

let folder: string;
let livekit: LiveKit;
let killed: RoomRecorder;
const mounted: string[] = [];
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streams-'));
  livekit = await LiveKit.create({ folder });
  await livekit.start();
  killed = await record('killed');
  const child = startEndless('killed');
  await eventually('some of the stream', () => chunksOf(killed).length > 40, 60_000);
  child.kill('SIGKILL');
});

afterEach(async () => {
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
  for (const place of mounted.splice(0)) execFileSync('umount', ['-l', place]);
});

afterAll(async () => {
  await killed.process.killAll();
  await livekit.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function record(
  room: string,
  options: Partial<RoomRecorderOptions> = {},
): Promise<RoomRecorder> {
  await livekit.rooms().createRoom({ name: room });
  const recorder = await RoomRecorder.start({
    server: livekit,
    room,
    folder,
    name: room,
    ...options,
  });
  return recorder;
}

async function enter(room: string): Promise<WireParticipant> {
  const sender = await WireParticipant.join({ server: livekit, room, identity: 'camera' });
  cleanups.push(() => {
    sender.vanish();
  });
  return sender;
}

/** Sends a whole stream, a chunk every so many milliseconds. */
async function send(sender: WireParticipant, content: Uint8Array, everyMs: number): Promise<void> {
  const streamId = 'photo';
  const byteHeader = new DataStream_ByteHeader({ name: 'photo.jpg' });
  sender.send({
    case: 'streamHeader',
    value: new DataStream_Header({
      ...{ streamId, topic: 'photos', totalLength: BigInt(content.length) },
      contentHeader: { case: 'byteHeader', value: byteHeader },
    }),
  });
  for (let at = 0; at < content.length; at += CHUNK_BYTES) {
    const piece = Uint8Array.from(content.subarray(at, at + CHUNK_BYTES));
    const value = { streamId, chunkIndex: BigInt(at / CHUNK_BYTES), content: piece };
    sender.send({ case: 'streamChunk', value: new DataStream_Chunk(value) });
    await sleep(everyMs);
  }
  sender.send({ case: 'streamTrailer', value: new DataStream_Trailer({ streamId }) });
  await sender.drain();
}

function startEndless(room: string): ChildProcess {
  const { wsUrl, apiKey, apiSecret } = livekit;
  const program = join(projectRoot, 'stack', 'wire-sender', 'endless-stream.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, room, 'camera'], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, WIRE_SERVER: JSON.stringify({ wsUrl, apiKey, apiSecret }) },
  });
  return child;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function ends(recorder: RoomRecorder): JournalLine[] {
  return journalLines(recorder.dataFolder).filter((line) => line['part'] === 'end');
}

function chunksOf(recorder: RoomRecorder): JournalLine[] {
  return journalLines(recorder.dataFolder).filter((line) => line['part'] === 'chunk');
}

function gaps(recorder: RoomRecorder): (string | undefined)[] {
  const lines = journalLines(recorder.dataFolder).filter(({ kind }) => kind === 'gap');
  return lines.map(({ reason }) => reason);
}

test('the link is replaced in the middle of a stream: it is whole, each packet once', async () => {
  const network = await FaultyNetwork.start(livekit);
  cleanups.push(() => network.stop());
  const room = 'switched';
  const recorder = await record(room, { url: network.url });
  cleanups.push(() => recorder.process.killAll());
  const sender = await enter(room);
  const content = randomBytes(1_500_000);
  const sending = send(sender, content, 20);
  const switches = (): JournalLine[] =>
    journalLines(recorder.dataFolder).filter((line) => line.kind === 'link');
  await eventually('the stream runs', () => chunksOf(recorder).length > 0);
  const value = new LeaveRequest({
    reason: DisconnectReason.MIGRATION,
    action: LeaveRequest_Action.RESUME,
  });
  network.signal.inject(new SignalResponse({ message: { case: 'leave', value } }));
  await sending;
  await eventually('a second link', () => switches().some((line) => line['replaces'] === 1));
  await eventually('the end', () => ends(recorder).length === 1);
  await recorder.finish();
  const [end] = ends(recorder);
  expect(end).toMatchObject({ state: 'complete', chunks: 100, sha256: sha256(content) });
  expect(readFileSync(join(recorder.folder, String(end?.['file']))).equals(content)).toBe(true);
  expect(gaps(recorder)).not.toContain('sequence');
  const chunks = chunksOf(recorder);
  expect(chunks).toHaveLength(100);
  expect(new Set(chunks.map((line) => line['link'])).size).toBe(2);
});

test('the disk comes down to its reserve during a stream: its beginning is kept, messages go on', async () => {
  const room = 'reserve';
  mountSmall(join(folder, room), 1_040);
  const recorder = await record(room);
  cleanups.push(() => recorder.process.killAll());
  leaveFree(recorder.dataFolder, STREAM_RESERVE + 12e6);
  const sender = await enter(room);
  const content = randomBytes(16_000_005);
  await send(sender, content, 1);
  const value = new UserPacket({ payload: Buffer.from('still here'), topic: 'after' });
  sender.send({ case: 'user', value });
  await eventually('the end', () => ends(recorder).length === 1);
  await eventually('the message', () => {
    return journalLines(recorder.dataFolder).some((line) => line.topic === 'after');
  });
  await recorder.finish();
  const lines = journalLines(recorder.dataFolder);
  const [end] = ends(recorder);
  expect(end).toMatchObject({ state: 'partial', reason: 'disk', size: content.length });
  expect(end?.['sha256']).toBe(sha256(content));
  const kept = chunksOf(recorder).filter((line) => line['file'] !== undefined);
  const lost = chunksOf(recorder).filter((line) => line['lost'] === 'disk-reserve');
  expect(kept.length).toBeGreaterThan(50);
  expect(lost.length).toBeGreaterThan(50);
  for (const line of [kept[0], kept.at(-1)]) {
    const [offset, length] = [Number(line?.['offset']), Number(line?.['length'])];
    const file = readFileSync(join(recorder.folder, String(line?.['file'])));
    const sent = content.subarray(Number(line?.['index']) * CHUNK_BYTES).subarray(0, length);
    expect(file.subarray(offset, offset + length).equals(sent)).toBe(true);
  }
  const gap = lines.find(({ kind }) => kind === 'gap');
  expect(gap).toMatchObject({ reason: 'disk', sid: sender.sid, count: lost.length });
  const after = lines.find((line) => line.topic === 'after');
  expect(after === undefined ? '' : payloadOf(after).toString()).toBe('still here');
});

/** Last, because the server takes its time to notice: it was killed before the first test. */
test(
  'the sender is killed: what came is kept, and the stream is partial',
  async () => {
    await eventually('the end', () => ends(killed).length === 1, GIVEN_UP_WITHIN_MS);
    await killed.finish();
    const [end] = ends(killed);
    const count = chunksOf(killed).length;
    expect(end).toMatchObject({ state: 'partial', reason: 'sender-left', missing: 0 });
    expect(end?.['chunks']).toBe(count);
    const content = Buffer.concat(
      Array.from({ length: count }, (_, index) => Buffer.alloc(10_000, index % 256)),
    );
    expect(end?.['sha256']).toBe(sha256(content));
    expect(readFileSync(join(killed.folder, String(end?.['file']))).equals(content)).toBe(true);
  },
  GIVEN_UP_WITHIN_MS + 60_000,
);

/** A disk of its own. Throws where mounting is not allowed. */
function mountSmall(place: string, megabytes: number): void {
  mkdirSync(place, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', place]);
  mounted.push(place);
}

function leaveFree(place: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(place);
  writeFileSync(join(place, 'ballast'), Buffer.alloc(bavail * bsize - bytes));
}
