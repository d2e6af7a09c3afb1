/**
 * For tests: a process that sends a byte stream without end, to be killed in the middle of it.
 * Arguments: room and identity. Server and keys stand in WIRE_SERVER, as JSON.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DataStream_ByteHeader, DataStream_Chunk, DataStream_Header } from '@livekit/protocol';
import { z } from 'zod';
import { WireParticipant } from './wire-participant.ts';

const CHUNK_BYTES = 10_000;
const CHUNK_EVERY_MS = 50;

const serverSchema = z.object({ wsUrl: z.string(), apiKey: z.string(), apiSecret: z.string() });
const server = serverSchema.parse(JSON.parse(process.env['WIRE_SERVER'] ?? '{}'));
const [room = '', identity = ''] = process.argv.slice(2);
const sender = await WireParticipant.join({ server, room, identity });
const streamId = `endless of ${identity}`;
const contentHeader = {
  case: 'byteHeader' as const,
  value: new DataStream_ByteHeader({ name: 'x' }),
};
sender.send({
  case: 'streamHeader',
  value: new DataStream_Header({ streamId, topic: 'endless', contentHeader }),
});
for (let index = 0n; ; index += 1n) {
  const content = new Uint8Array(CHUNK_BYTES).fill(Number(index % 256n));
  const value = new DataStream_Chunk({ streamId, chunkIndex: index, content });
  sender.send({ case: 'streamChunk', value });
  await sleep(CHUNK_EVERY_MS);
}
