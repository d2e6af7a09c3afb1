/**
 * For tests: a plain receiver on rtc-node as a process of its own, an independent witness of what a room
 * was sent. Writes a line for each data packet to a file; ends when standard input does.
 * Arguments: LiveKit's URL and the file. The token stands in LIVEKIT_TOKEN.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import { DataPacketKind, dispose, Room, RoomEvent } from '@livekit/rtc-node';

const [url = '', path = ''] = process.argv.slice(2);
const file = openSync(path, 'ax', 0o600);
const room = new Room();

room.on(RoomEvent.DataReceived, (payload, _participant, kind, topic) => {
  const packet = {
    topic: topic ?? '',
    // rtc-node hands over the opposite of what the protocol calls it (livekit-capture.md, §1).
    reliable: kind === DataPacketKind.KIND_RELIABLE,
    size: payload.length,
    sha256: createHash('sha256').update(payload).digest('hex'),
    head: Buffer.from(payload.subarray(0, 8)).toString('hex'),
  };
  writeSync(file, `${JSON.stringify(packet)}\n`);
});

await room.connect(url, process.env['LIVEKIT_TOKEN'] ?? '', {
  autoSubscribe: false,
  dynacast: false,
});
process.stdout.write('{"event":"ready"}\n');
process.stdin.resume();
await once(process.stdin, 'close');
await room.disconnect();
closeSync(file);
await dispose();
