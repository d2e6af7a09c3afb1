/**
 * Everything that LiveKit can carry, from real senders through a real server into the built recorder: what
 * the independent checker reads back is what the senders wrote into their ledgers, kind by kind, contents
 * included. One recording for all tests of this file.
 */
import { createDecipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatMessage, EncryptedPacketPayload } from '@livekit/protocol';
import { AccessToken, DataPacket_Kind } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkJournals, type CheckResult } from '../stack/check-run.ts';
import { startDevice, type DeviceHandle } from '../stack/devices/fleet.ts';
import { WireTraffic } from '../stack/devices/kinds/wire-traffic.ts';
import { Ledger, wallClock } from '../stack/devices/ledger.ts';
import { sendKinds } from '../stack/fast-sender/send-kinds.ts';
import { LiveKit } from '../stack/services/livekit.ts';
import { WireParticipant } from '../stack/wire-sender/wire-participant.ts';
import { journalLines, type JournalLine } from './support/journal.ts';
import { eventually } from './support/recorder-process.ts';
import { RoomRecorder } from './support/room-recorder.ts';

const room = 'every kind';
const PASSPHRASE = 'correct horse';
const SECRET = Buffer.from('nobody else can read this');
const LARGE = randomBytes(2_000_000);
/** Of the data track. */
const FRAMES = 20;
const BOUNDARY = 256 * 1024;

let folder: string;
let ledgerDir: string;
let livekit: LiveKit;
let recorder: RoomRecorder;
let device: DeviceHandle | null = null;
let sensor: WireParticipant;
let agent: WireParticipant;
let result: CheckResult;
let lines: readonly JournalLine[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kinds-'));
  ledgerDir = join(folder, 'ledgers');
  mkdirSync(ledgerDir);
  livekit = await LiveKit.create({ folder });
  await livekit.start();
  await livekit.rooms().createRoom({ name: room });
  recorder = await RoomRecorder.start({ server: livekit, room, folder });
  const server = livekit;
  sensor = await WireParticipant.join({ server, room, identity: 'sensor' });
  agent = await WireParticipant.join({ server, room, identity: 'agent', kind: 'agent' });
  device = await startTablet();
  const ledgers = [ledgerOf('sensor', sensor.sid), ledgerOf('agent', agent.sid), ledgerOf('', '')];
  const [ofSensor, ofAgent, ofServer] = ledgers;
  if (ofSensor === undefined || ofAgent === undefined || ofServer === undefined) throw new Error();
  await sendFromServer(ofServer, ofSensor);
  await sendFromSensor(new WireTraffic(sensor, ofSensor));
  new WireTraffic(agent, ofAgent).transcription('sensor', 'was der Lehrer sagt');
  await agent.drain();
  const goLedger = join(ledgerDir, 'go.jsonl');
  await sendKinds({ livekit, room, identity: 'gopher', ledger: goLedger });
  await device.waitForLeft(null, 60_000);
  // Leaves with a stream that it has not ended.
  sensor.leave();
  agent.leave();
  for (const ledger of ledgers) ledger.end('stopped', true);
  await eventually('the end of what was left unfinished', () =>
    journalLines(recorder.dataFolder).some((line) => line.reason === 'sender-left'),
  );
  await recorder.finish();
  // What was sent lossy may be lost.
  result = await checkJournals(ledgerDir, recorder.dataFolder, '--allow-lossy-loss');
  lines = journalLines(recorder.dataFolder);
}, 300_000);

afterAll(async () => {
  await device?.kill();
  await recorder.process.killAll();
  await livekit.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startTablet(): Promise<DeviceHandle> {
  const identity = 'tablet';
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity });
  token.addGrant({ roomJoin: true, room, canPublishData: true, canUpdateOwnMetadata: true });
  return startDevice({
    ...{ name: identity, group: 'lab', ledgerDir, ratePerSecond: 20, kinds: ['sensor'] },
    ...{ seconds: 3, startWhen: 'recording', kindsEverySeconds: 2, odd: true },
    livekit: { url: livekit.wsUrl, token: await token.toJwt() },
  });
}

function ledgerOf(identity: string, sid: string): Ledger {
  return new Ledger(ledgerDir, { sessionId: null, room, identity, sid, device: identity });
}

async function sendFromServer(ofServer: Ledger, ofSensor: Ledger): Promise<void> {
  const rooms = livekit.rooms();
  const payload = Buffer.from('from the server');
  const t = wallClock();
  await rooms.sendData(room, payload, DataPacket_Kind.RELIABLE, { topic: 'note' });
  ofServer.published({ topic: 'note', payload, reliable: true, t });
  await rooms.updateRoomMetadata(room, '{"lesson":7}');
  ofServer.publishedOther(
    { kind: 'room', expect: { event: 'changed', metadata: '{"lesson":7}' } },
    t,
  );
  const permission = {
    ...{ canSubscribe: false, canPublish: true, canPublishData: true, canUpdateMetadata: true },
  };
  await rooms.updateParticipant(room, 'sensor', { permission });
  ofSensor.publishedOther(
    {
      kind: 'participant',
      expect: { permission: { canPublish: true, canPublishData: true, canUpdateMetadata: true } },
    },
    t,
  );
}

async function sendFromSensor(traffic: WireTraffic): Promise<void> {
  traffic.message(Buffer.from('all members set'), { topic: 'full' });
  traffic.message(Buffer.from('lossy'), { topic: 'full', reliable: false });
  traffic.chat('good morning');
  traffic.chat('good afternoon', { editTimestamp: 9n, deleted: true });
  traffic.dtmf(11, '#');
  const call = traffic.call('measure', '{"unit":"°C"}');
  traffic.call('measure', 'again and again '.repeat(100), true);
  traffic.acknowledge(call);
  traffic.answer(call, '21');
  traffic.refuse(call, 1_500, 'broken');
  traffic.encrypted(PASSPHRASE, 'secret', SECRET);
  traffic.unheardOf(Buffer.from('from the future'));
  sendStreams(traffic);
  const { sid } = await sensor.publishTrack(7, 'acceleration');
  await eventually('the track is known', () =>
    journalLines(recorder.dataFolder).some((line) => line.kind === 'track'),
  );
  await sensor.drain();
  const payloads = Array.from({ length: FRAMES - 2 }, (_, index) => Buffer.from(`x=${index}`));
  await traffic.trackFrames(7, sid, [...payloads, Uint8Array.of(0xff, 0), randomBytes(900)]);
  for (const change of [
    { name: 'Sensor ü' },
    { metadata: '{}' },
    { attributes: { place: 'b4' } },
  ]) {
    traffic.become(change);
  }
  await sensor.drain();
  sensor.unpublishTrack(7);
  await eventually('the track is gone', () =>
    journalLines(recorder.dataFolder).some((line) => line['event'] === 'unsubscribed'),
  );
  // To others alone: what never comes is no gap, and in no ledger.
  sensor.send({ case: 'chatMessage', value: chatToAgent() }, { destinations: ['agent'] });
  traffic.stream({ topic: 'unfinished', content: LARGE, chunks: 3, reason: 'sender-left' });
  await sensor.drain();
}

function chatToAgent(): ChatMessage {
  return new ChatMessage({ id: 'whisper', timestamp: 1n, message: 'for the agent alone' });
}

function sendStreams(traffic: WireTraffic): void {
  const long = Buffer.from('zwei Sätze, immer wieder. '.repeat(4_000));
  const text = true as const;
  traffic.stream({ topic: 'inline', text, inline: true, content: Buffer.from('kurz') });
  traffic.stream({ topic: 'inline', text, inline: true, compressed: true, content: long });
  traffic.stream({ topic: 'inline', inline: true, content: Buffer.alloc(0) });
  traffic.stream({
    ...{ topic: 'chunked', text, content: long, attributes: { lang: 'de', '': 'empty' } },
    endAttributes: { done: 'yes' },
  });
  traffic.stream({ topic: 'packed', compressed: true, content: LARGE.subarray(0, 100_000) });
  traffic.stream({ topic: 'files', name: '../../etc/passwd', content: LARGE });
  traffic.stream({ topic: 'files', name: 'boundary', content: LARGE.subarray(0, BOUNDARY) });
  traffic.stream({ topic: 'files', name: 'above', content: LARGE.subarray(0, BOUNDARY + 1) });
  traffic.stream({ topic: 'liar', content: long, totalLength: 7, reason: 'length' });
  traffic.stream({ topic: 'liar', content: long, totalLength: 1e12, reason: 'length' });
}

test('the checker finds nothing else', () => {
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({ exitCode: 0, missing: 0, duplicated: 0, altered: 0 });
  expect(result['unexpected']).toBe(0);
  expect(result.recorded + Number(result['lostLossy'])).toBe(result.sent);
});

test.each([
  ['sensor', 'text-stream', 3],
  ['sensor', 'byte-stream', 8],
  ['sensor', 'chat', 2],
  ['agent', 'transcription', 1],
  ['sensor', 'dtmf', 1],
  ['sensor', 'rpc', 5],
  ['sensor', 'encrypted', 1],
  ['sensor', 'unknown', 1],
  ['sensor', 'participant', 4],
  ['', 'room', 1],
])("recorded is what '%s' sent: %s", (identity, kind, count) => {
  const sender = result.senders.find((one) => one.identity === identity);
  expect(sender?.kinds[kind]).toEqual({ sent: count, recorded: count });
});

test.each([
  ['text-stream', 2],
  ['byte-stream', 1],
  ['chat', 1],
  ['dtmf', 1],
  ['rpc', 1],
  ['encrypted', 1],
  ['participant', 1],
])("recorded is what LiveKit's SDK for Go sent: %s", (kind, count) => {
  const sender = result.senders.find((one) => one.identity === 'gopher');
  expect(sender?.kinds[kind]).toEqual({ sent: count, recorded: count });
});

test.each(['text-stream', 'byte-stream', 'chat', 'dtmf', 'participant'])(
  "recorded is what LiveKit's own SDK sent: %s",
  (kind) => {
    const sender = result.senders.find(({ identity }) => identity === 'tablet');
    expect(sender?.kinds[kind]?.sent).toBeGreaterThan(0);
    expect(sender?.kinds[kind]?.recorded).toBe(sender?.kinds[kind]?.sent);
  },
);

test('frames of a data track: recorded as sent, and each that did not come is counted', () => {
  const sender = result.senders.find(({ identity }) => identity === 'sensor');
  const { sent, recorded } = sender?.kinds['data-track'] ?? { sent: 0, recorded: 0 };
  expect(sent).toBe(FRAMES);
  expect(recorded).toBeGreaterThan(0);
  const frames = lines.filter(({ kind }) => kind === 'data-track');
  expect(frames).toHaveLength(recorded);
  const [first = 0, last = 0] = [frames[0], frames.at(-1)].map((one) =>
    Number(one?.['frameSequence']),
  );
  const missing = frames.reduce((sum, one) => sum + Number(one['missing'] ?? 0), 0);
  const late = frames.filter((one) => one['late'] === true).length;
  // Their numbers wrap on the way.
  expect(missing + recorded - late).toBe(((last - first + 65_536) % 65_536) + 1);
});

test('a sealed packet can be opened with the key, from what the line holds', () => {
  const line = lines.find((one) => one.kind === 'encrypted');
  const bytes = (member: string): Buffer => Buffer.from(String(line?.[member]), 'base64');
  const key = pbkdf2Sync(PASSPHRASE, 'LKFrameEncryptionKey', 100_000, 16, 'sha256');
  const sealed = bytes('ciphertext');
  const opening = createDecipheriv('aes-128-gcm', key, bytes('iv'));
  opening.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([opening.update(sealed.subarray(0, -16)), opening.final()]);
  const { value } = EncryptedPacketPayload.fromBinary(plain);
  expect(value.case === 'user' && Buffer.from(value.value.payload).equals(SECRET)).toBe(true);
});

test('large contents are files, and no name of a sender leads outside', () => {
  const files = readdirSync(join(recorder.folder, 'streams'));
  const sizes = files.map((name) => statSync(join(recorder.folder, 'streams', name)).size);
  expect(sizes.filter((size) => size === LARGE.length)).toHaveLength(1);
  expect(sizes).toContain(BOUNDARY + 1);
  expect(sizes).not.toContain(BOUNDARY);
  expect(files.every((name) => /^\d{9}_[\w-]+\.bin$/.test(name))).toBe(true);
});

test('what was addressed to others is not there, and is no gap', () => {
  expect(JSON.stringify(lines)).not.toContain('for the agent alone');
  expect(lines.filter(({ kind }) => kind === 'gap')).toEqual([]);
});

test('a data track is told when it begins and when it ends', () => {
  const told = lines.filter(({ kind }) => kind === 'track');
  expect(told.map((line) => line['event'])).toEqual(['subscribed', 'unsubscribed']);
  expect(told).toMatchObject([
    { identity: 'sensor', sid: sensor.sid },
    { identity: 'sensor', trackSid: told[0]?.['trackSid'] },
  ]);
});
