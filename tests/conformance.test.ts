/**
 * The same traffic into both implementations of capture, and what each has written to disk compared, member
 * by member. What only our own client writes has to be exactly what docs/capture.md lists.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserPacket } from '@livekit/protocol';
import { DataPacket_Kind, type VideoGrant } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WireTraffic } from '../stack/devices/kinds/wire-traffic.ts';
import { Ledger } from '../stack/devices/ledger.ts';
import { LiveKit } from '../stack/services/livekit.ts';
import { WireParticipant } from '../stack/wire-sender/wire-participant.ts';
import { compareJournals, type Comparison } from './support/compare-journals.ts';
import { journalLines, type JournalLine } from './support/journal.ts';
import { eventually } from './support/recorder-process.ts';
import { RoomRecorder } from './support/room-recorder.ts';

const room = 'both';
/** rtc-node knows a sender only when the server has announced it, which is every 3 s. */
const ANNOUNCED_MS = 4_000;
const TICKS = 300;

let folder: string;
let livekit: LiveKit;
let ours: RoomRecorder;
let theirs: RoomRecorder;
let comparison: Comparison;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  mkdirSync(join(folder, 'ledgers'));
  livekit = await LiveKit.create({ folder });
  await livekit.start();
  await livekit.rooms().createRoom({ name: room });
  [ours, theirs] = await Promise.all([record('wire'), record('rtc-node')]);
  const sensor = await enter('sensor');
  const agent = await enter('agent', 'agent');
  const hidden = await enter('hidden', 'standard', { hidden: true });
  for (const recorder of [ours, theirs]) {
    await eventually('both are announced', () => count(recorder, 'participant') >= 2, 30_000);
  }
  await sleep(ANNOUNCED_MS);
  await sendAll(sensor, agent, hidden);
  sensor.leave();
  for (const recorder of [ours, theirs]) {
    await eventually(
      'the end',
      () => linesOf(recorder).some((line) => line['event'] === 'left'),
      30_000,
    );
    await recorder.finish();
  }
  agent.leave();
  hidden.leave();
  comparison = compareJournals(linesOf(ours), linesOf(theirs));
}, 120_000);

afterAll(async () => {
  await Promise.all([ours, theirs].map((recorder) => recorder.process.killAll()));
  await livekit.stop();
  rmSync(folder, { recursive: true, force: true });
});

function record(capture: 'wire' | 'rtc-node'): Promise<RoomRecorder> {
  const args = ['--capture', capture];
  return RoomRecorder.start({ server: livekit, room, folder, name: capture, args });
}

function enter(
  identity: string,
  kind: 'standard' | 'agent' = 'standard',
  grant: VideoGrant = {},
): Promise<WireParticipant> {
  return WireParticipant.join({ server: livekit, room, identity, kind, grant });
}

function linesOf(recorder: RoomRecorder): JournalLine[] {
  return journalLines(recorder.dataFolder);
}

function count(recorder: RoomRecorder, kind: string): number {
  return linesOf(recorder).filter((line) => line.kind === kind).length;
}

function trafficOf(sender: WireParticipant): WireTraffic {
  const { identity, sid } = sender;
  const header = { sessionId: null, room, identity, sid, device: identity };
  return new WireTraffic(sender, new Ledger(join(folder, 'ledgers'), header));
}

async function sendAll(
  sensor: WireParticipant,
  agent: WireParticipant,
  hidden: WireParticipant,
): Promise<void> {
  const traffic = trafficOf(sensor);
  sendPackets(traffic);
  sendStreams(traffic);
  toUs(sensor);
  const { sid } = await sensor.publishTrack(7, 'track');
  await eventually('the track', () => count(ours, 'track') > 0);
  await sensor.drain();
  const frames = Array.from({ length: 10 }, (_, index) => Buffer.from(`frame ${index}`));
  await traffic.trackFrames(7, sid, frames);
  for (const change of [{ name: 'N' }, { metadata: 'M' }, { attributes: { k: 'v' } }]) {
    traffic.become(change);
  }
  trafficOf(agent).transcription('sensor', 'was sie sagt');
  const concealed = trafficOf(hidden);
  concealed.message(Buffer.from('from nobody'));
  concealed.chat('from nobody');
  concealed.dtmf(2, '2');
  const rooms = livekit.rooms();
  const payload = Buffer.from('by the server');
  await rooms.sendData(room, payload, DataPacket_Kind.RELIABLE, { topic: 'server' });
  await rooms.updateRoomMetadata(room, 'changed');
  await Promise.all([sensor, agent, hidden].map((sender) => sender.drain()));
  for (const recorder of [ours, theirs]) {
    await eventually('the news of the room', () =>
      linesOf(recorder).some((line) => line.metadata === 'changed'),
    );
  }
}

function sendPackets(traffic: WireTraffic): void {
  const payloads = ['', 'plain', '\u{FEFF}mark', '"\\\u0001', Uint8Array.of(0xc3, 0x28)];
  for (const payload of payloads) traffic.message(Buffer.from(payload), { topic: 'odd ../x' });
  traffic.message(Buffer.alloc(60_000, 7));
  for (let number = 1; number <= TICKS; number += 1) {
    traffic.message(Buffer.from(`tick ${number}`), { topic: 'ticks' });
  }
  traffic.message(Buffer.from('lossy'), { reliable: false });
  traffic.chat('hello');
  traffic.chat('edited', { editTimestamp: 5n, deleted: true });
  traffic.dtmf(1, '1');
  const call = traffic.call('measure', '{}');
  traffic.acknowledge(call);
  traffic.answer(call, '21');
  traffic.encrypted('secret', 'topic', Buffer.from('sealed'));
  traffic.unheardOf(Buffer.from('later'));
}

function sendStreams(traffic: WireTraffic): void {
  // No character is cut by the edge of a chunk, as SDKs take care of: rtc-node gives up there.
  const long = Buffer.from('immer wieder dasselbe. '.repeat(4_000));
  const text = true as const;
  traffic.stream({ topic: 'inline', text, inline: true, content: Buffer.from('kurz') });
  traffic.stream({ topic: 'inline', text, inline: true, compressed: true, content: long });
  traffic.stream({
    ...{ topic: 'chunks', text, content: long },
    ...{ attributes: { lang: 'de' }, endAttributes: { done: 'yes' } },
  });
  traffic.stream({ topic: 'packed', compressed: true, content: long });
  traffic.stream({ topic: 'files', name: 'x.bin', content: Buffer.alloc(400_000, 3) });
}

/** Addressed to both recorders, and to others. */
function toUs(sensor: WireParticipant): void {
  const identities = [ours, theirs].map((recorder) =>
    String(linesOf(recorder).find(({ kind }) => kind === 'link')?.recorderIdentity),
  );
  const value = new UserPacket({ payload: Buffer.from('to us'), topic: 'addressed' });
  sensor.send({ case: 'user', value }, { destinations: [...identities, 'others'] });
}

/** The table in docs/capture.md: record, members that only our own client writes, members that differ. */
function documented(): Comparison['differences'] {
  const page = readFileSync(join(import.meta.dirname, '../docs/capture.md'), 'utf8');
  const table = page.split('### Member by member')[1]?.split('\n## ')[0] ?? '';
  const rows = table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
  return rows.map((row) => {
    const [record = '', only = '', differs = ''] = row.split('|').slice(1, -1);
    return {
      record: record.replaceAll('`', '').trim(),
      only: names(only),
      differs: names(differs),
    };
  });
}

function names(cell: string): readonly string[] | 'all' {
  if (cell.trim() === 'all') return 'all';
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

test('both wrote the same records, but for those that one cannot see', () => {
  expect(comparison.onlyTheirs).toEqual([]);
  expect(comparison.onlyOurs).toEqual([]);
  expect(comparison.paired).toBeGreaterThan(TICKS + 25);
});

test('what only our own client writes is what the documentation lists, no more and no less', () => {
  expect(comparison.differences).toEqual(documented());
});

test('neither declares a gap', () => {
  for (const recorder of [ours, theirs]) expect(count(recorder, 'gap')).toBe(0);
});
