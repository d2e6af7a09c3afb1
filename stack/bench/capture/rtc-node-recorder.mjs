/**
 * The peer of `npm run bench -- capture`: the shortest recorder that somebody would write with
 * @livekit/rtc-node. Appends one JSON line a message to a file. Arguments: URL, token, file.
 */
import { Buffer } from 'node:buffer';
import { createWriteStream } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';
import { dispose, Room, RoomEvent } from '@livekit/rtc-node';

const [url = '', token = '', file = ''] = process.argv.slice(2);
const out = createWriteStream(file);
const room = new Room();
let messages = 0;

room.on(RoomEvent.DataReceived, (payload, participant, kind, topic) => {
  messages += 1;
  const line = {
    arrival: Date.now(),
    identity: participant?.identity,
    topic,
    reliable: kind === 1,
    text: Buffer.from(payload).toString('base64'),
  };
  out.write(`${JSON.stringify(line)}\n`);
});

await room.connect(url, token, { autoSubscribe: false, dynacast: false });
console.log(JSON.stringify({ type: 'ready' }));
const report = setInterval(() => {
  console.log(JSON.stringify({ type: 'count', messages }));
}, 200);

process.once('SIGTERM', async () => {
  clearInterval(report);
  await room.disconnect();
  await dispose();
  out.end(() => process.exit(0));
});
