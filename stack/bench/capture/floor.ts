/**
 * The floor of `npm run bench -- capture`: a link of our own client that counts what it receives and
 * throws it away. Arguments: URL, token, identity.
 */
import { setInterval } from 'node:timers';
import { Link } from '../../../src/capture/livekit/link.ts';
import { WallClock } from '../../../src/capture/wall-clock.ts';
import { silentLog } from '../../../src/shared/log.ts';

const [url = '', token = '', identity = ''] = process.argv.slice(2);
const clock = new WallClock();
let messages = 0;
const ignore = (): void => undefined;

const link = new Link({
  number: 1,
  route: 'udp',
  grant: { url, token, identity },
  plainHosts: [new URL(url).hostname],
  now: () => clock.now(),
  log: silentLog,
  handlers: {
    onPacket: () => {
      messages += 1;
    },
    ...{ onOpen: ignore, onParticipants: ignore, onRoom: ignore },
    ...{ onSuspect: ignore, onDead: ignore, onServerTime: ignore, onNotice: ignore },
  },
});
const outcome = await link.open(new AbortController().signal);
if (outcome.kind !== 'open') {
  throw new Error('the floor could not join', {
    cause: outcome.kind === 'failed' ? outcome.error : outcome.reason,
  });
}
console.log(JSON.stringify({ type: 'ready' }));
setInterval(() => {
  console.log(JSON.stringify({ type: 'count', messages }));
}, 200);
