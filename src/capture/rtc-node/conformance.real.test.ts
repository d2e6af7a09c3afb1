import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { DataPacket, DataStream_CompressionType, type DataStream_Header } from '@livekit/protocol';
import { DataPacket_Kind } from 'livekit-server-sdk';
import { afterAll, expect, test } from 'vitest';
import { routesOf } from '../../shared/capture-protocol.ts';
import { BlindProxy } from '../livekit/testing/blind-proxy.ts';
import { useBench } from '../livekit/testing/bench.ts';
import { until, type MemorySink } from '../livekit/testing/recorder.ts';
import { releaseRtcNode } from './load.ts';

const bench = useBench();

afterAll(releaseRtcNode);

interface Seen {
  readonly identity: string;
  readonly what: string;
}

/** What a recording says, without what only one of the two can see (docs/capture.md). */
function contents(sink: MemorySink): Seen[] {
  const streams = new Map<string, { header: DataStream_Header; parts: Uint8Array[] }>();
  const seen: Seen[] = [];
  for (const { packet } of sink.packets) {
    const { value, participantIdentity: identity } = DataPacket.fromBinary(packet.bytes);
    const add = (...what: unknown[]): void => {
      seen.push({ identity, what: JSON.stringify(what) });
    };
    switch (value.case) {
      case 'user': {
        const { payload, topic } = value.value;
        add('data', topic, packet.kind, Buffer.from(payload).toString('base64'));
        break;
      }
      case 'chatMessage': {
        const { id, message, timestamp, deleted, generated } = value.value;
        add('chat', id, message, String(timestamp), deleted, generated);
        break;
      }
      case 'streamHeader': {
        const { streamId, inlineContent } = value.value;
        streams.set(streamId, {
          header: value.value,
          parts: inlineContent === undefined ? [] : [inlineContent],
        });
        break;
      }
      case 'streamChunk':
        streams.get(value.value.streamId)?.parts.push(value.value.content);
        break;
      default:
    }
  }
  for (const { header, parts } of streams.values()) {
    const { topic, mimeType, totalLength, attributes, contentHeader, compression } = header;
    const bytes = Buffer.concat(parts);
    const content =
      compression === DataStream_CompressionType.DEFLATE_RAW ? inflateRawSync(bytes) : bytes;
    const facts = [topic, mimeType, String(totalLength), attributes, contentHeader.case];
    seen.push({
      identity: 'stream',
      what: JSON.stringify([...facts, content.toString('base64')]),
    });
  }
  return seen.sort((a, b) => (a.what < b.what ? -1 : 1));
}

/** Resolves when so much is there. Sorted, for there is no order between the channels. */
async function whole(sink: MemorySink, count: number): Promise<Seen[]> {
  await until(`${count} contents`, () => {
    const now = contents(sink);
    const lengths = now.filter(({ identity }) => identity === 'stream');
    return now.length >= count && lengths.every(isWhole);
  });
  return contents(sink);
}

function isWhole({ what }: Seen): boolean {
  const facts: unknown = JSON.parse(what);
  if (!Array.isArray(facts)) return false;
  return Buffer.from(String(facts.at(-1)), 'base64').length === Number(facts[2]);
}

test('the same traffic into both: the same records, but for what one of them cannot see', async () => {
  const room = 'both';
  const { server } = bench();
  const device = await bench().publisher(room, 'device');
  const [wire, sdk] = await Promise.all([
    bench().capture(room).recording(),
    bench()
      .capture(room, { routes: ['rtc-node'] })
      .recording(),
  ]);
  const payloads = [
    new Uint8Array(0),
    Buffer.from('text \u{1F600}\n'),
    Buffer.from('\u{FEFF}mark'),
    Uint8Array.of(0xc3, 0x28, 0),
    randomBytes(15_000),
    randomBytes(60_000),
  ];
  for (const payload of payloads) await device.publish(payload, { topic: 'odd/topic ../x' });
  for (const payload of payloads) await device.publish(payload);
  await device.flow('tick', 300, 1);
  await device.publish(Buffer.from('lossy'), { reliable: false, topic: 'lossy' });
  await device.chat('hello');
  await device.sendText('short', 'notes', { lang: 'en' });
  await device.sendText('compressible '.repeat(8_000), 'long', {});
  await device.sendBytes(randomBytes(100_000), 'files', 'picture.bin');
  await server.rooms().sendData(room, Buffer.from('server'), DataPacket_Kind.RELIABLE, {
    topic: 'from-server',
  });
  await device.setMetadata('changed');
  const count = 2 * payloads.length + 300 + 1 + 1 + 3 + 1;
  const [byWire, bySdk] = [await whole(wire.sink, count), await whole(sdk.sink, count)];
  expect(byWire.length).toBe(count);
  expect(bySdk).toEqual(byWire);
  await until('metadata, twice', () =>
    [wire, sdk].every(({ sink }) => sink.of('participant').some((one) => one.event === 'changed')),
  );
  const [people, peopleBySdk] = [wire, sdk].map(({ sink }) =>
    sink.of('participant').map(({ link: _, ...rest }) => rest),
  );
  expect(peopleBySdk).toEqual(people);
});

test('where our own client gets no media, rtc-node takes over by itself and says so', async () => {
  const { server } = bench();
  const proxy = await BlindProxy.start(server.wsUrl, 2);
  try {
    const recorder = bench().capture('take-over', { url: proxy.url, routes: routesOf.auto });
    await recorder.recording();
    const device = await bench().publisher('take-over', 'device');
    await device.flow('tick', 100, 1);
    await until('all there', () => recorder.sink.texts('tick').length === 100);
    expect(recorder.states).toMatchObject([
      { state: 'connecting', attempt: 1 },
      { state: 'connecting', attempt: 2, error: { code: 'livekit-no-media' } },
      { state: 'connecting', attempt: 3, error: { code: 'livekit-no-media' } },
      { state: 'recording', route: 'rtc-node' },
    ]);
    expect(recorder.sink.of('link')).toMatchObject([{ event: 'open', transport: 'rtc-node' }]);
    await recorder.capture.stop();
  } finally {
    await proxy.stop();
  }
});
