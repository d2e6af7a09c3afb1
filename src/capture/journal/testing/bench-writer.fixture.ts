/**
 * One contender of `npm run bench -- journal`, in a process of its own: writes packets as fast as it can
 * and prints how long that took and what it cost.
 * Arguments: journal | append | mcap, folder, payload bytes, records.
 */
import { appendFileSync, closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DataPacket, DataPacket_Kind, UserPacket } from '@livekit/protocol';
import { McapWriter } from '@mcap/core';
import { defaultJournalSettings } from '../../../shared/capture-protocol.ts';
import { JournalClient } from '../../journal-client.ts';
import { WallClock } from '../../wall-clock.ts';

const [mode = '', folder = '', size = '0', records = '0'] = process.argv.slice(2);
const count = Number(records);
const clock = new WallClock();

/** What a device sends: text, a topic, and the sender's name as the server adds it. */
const packet = Buffer.from(
  new DataPacket({
    kind: DataPacket_Kind.RELIABLE,
    participantIdentity: 'device-1',
    participantSid: 'PA_0123456789ab',
    sequence: 7,
    value: {
      case: 'user',
      value: new UserPacket({ payload: Buffer.alloc(Number(size), 'abcdefgh'), topic: 'sensor' }),
    },
  }).toBinary(),
);

async function journal(): Promise<void> {
  const { ringBytes, spillBytes } = defaultJournalSettings;
  const client = new JournalClient({
    entry: new URL('../../../../out/main/journal-thread.js', import.meta.url),
    settings: { ...defaultJournalSettings, reserveBytes: 0 },
    countersMs: 250,
    software: 'bench',
    now: () => clock.now(),
    onMessage: () => undefined,
    onDied: (error) => {
      throw error;
    },
  });
  const position = { nextRecord: 1, nextSegment: 1 };
  const sink = client.open(1, { recordingId: 'bench', folder, position }, clock.now());
  for (let sent = 0; sent < count; sent += 1) {
    // As much as fits. It sleeps meanwhile: a loop that asks would be charged to the journal.
    while (client.metrics.queueBytes + packet.length > Math.min(ringBytes, spillBytes) / 2) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (!sink.packet(1, 'reliable', clock.now(), packet)) throw new Error('a packet was lost');
  }
  await client.end();
}

/** The bytes as they came, one appendFile each: no stamps, no checksums, one sync at the end. */
function append(): void {
  const fd = openSync(join(folder, 'append.bin'), 'a');
  for (let sent = 0; sent < count; sent += 1) appendFileSync(fd, packet);
  fdatasyncSync(fd);
  closeSync(fd);
}

/** MCAP in its default form: chunks with checksums and an index, not compressed, one sync at the end. */
async function mcap(): Promise<void> {
  const fd = openSync(join(folder, 'bench.mcap'), 'w');
  let position = 0n;
  const writer = new McapWriter({
    writable: {
      write: (bytes) => {
        for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
        position += BigInt(bytes.length);
        return Promise.resolve();
      },
      position: () => position,
    },
  });
  await writer.start({ library: 'bench', profile: '' });
  const channel = {
    messageEncoding: 'protobuf',
    metadata: new Map(),
    schemaId: 0,
    topic: 'sensor',
  };
  const channelId = await writer.registerChannel(channel);
  for (let sequence = 0; sequence < count; sequence += 1) {
    const { wall } = clock.now();
    await writer.addMessage({
      channelId,
      sequence,
      logTime: wall,
      publishTime: wall,
      data: packet,
    });
  }
  await writer.end();
  fdatasyncSync(fd);
  closeSync(fd);
}

const before = process.cpuUsage();
const started = process.hrtime.bigint();
if (mode === 'journal') await journal();
else if (mode === 'append') append();
else await mcap();
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${JSON.stringify({ seconds, cpuMicros: user + system })}\n`);
process.exit(0);
