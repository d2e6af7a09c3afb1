/**
 * A process with the real ring and the built journal thread, under load until it is killed. Tells the
 * last written record, as the thread does.
 * Arguments: folder, next record, next segment.
 */
import { DataPacket, DataPacket_Kind, UserPacket } from '@livekit/protocol';
import { defaultJournalSettings } from '../../../shared/capture-protocol.ts';
import { JournalClient } from '../../journal-client.ts';
import { WallClock } from '../../wall-clock.ts';

const [folder = '', nextRecord = '1', nextSegment = '1'] = process.argv.slice(2);
const PER_MILLISECOND = 10;
const SEGMENT_BYTES = 1_000_000;

const clock = new WallClock();
const journal = new JournalClient({
  entry: new URL('../../../../out/main/journal-thread.js', import.meta.url),
  settings: { ...defaultJournalSettings, segmentBytes: SEGMENT_BYTES, reserveBytes: 0 },
  countersMs: 250,
  software: 'load',
  now: () => clock.now(),
  onMessage: (message) => {
    if (message.type !== 'journal-counters') return;
    const written = message.rooms[0]?.counters.written ?? 0;
    process.stdout.write(`${written}\n`);
  },
  onDied: (error) => {
    throw error;
  },
});
const position = { nextRecord: Number(nextRecord), nextSegment: Number(nextSegment) };
const sink = journal.open(1, { recordingId: 'load', folder, position }, clock.now());
let sent = 0;
setInterval(() => {
  for (let index = 0; index < PER_MILLISECOND; index += 1) {
    sent += 1;
    const payload = Buffer.from(`${sent} ${'x'.repeat(sent % 300)}`);
    const value = { case: 'user' as const, value: new UserPacket({ payload }) };
    const packet = new DataPacket({ kind: DataPacket_Kind.RELIABLE, value });
    sink.packet(1, 'reliable', clock.now(), packet.toBinary());
  }
}, 1);
