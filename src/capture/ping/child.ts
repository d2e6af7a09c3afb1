/** Entry of the child process that carries out one ping, and ends. */
import { trustInheritedAuthorities } from '../../engine/network/authorities.ts';
import { toRecorderError } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { pingOrderSchema, pingReportSchema } from '../../shared/ping.ts';
import { redact } from '../../shared/redact.ts';
import { openParentPort } from '../parent-port.ts';
import { loadRtcNode, releaseRtcNode } from '../rtc-node/load.ts';
import { ask } from './ask.ts';

/** The channel may still hold messages. */
const FLUSH_MS = 50;

trustInheritedAuthorities();
const port = openParentPort(pingOrderSchema, pingReportSchema);
port.onGone(() => {
  process.exit(1);
});
// Ctrl-C in a terminal reaches the whole process group; the parent decides what happens then.
process.on('SIGINT', () => undefined);
port.onMessage((order) => {
  void (async () => {
    try {
      const { answers, silent } = await ask(await loadRtcNode(silentLog), order, (participants) => {
        port.send({ type: 'asking', participants: [...participants] });
      });
      port.send({ type: 'done', answers: [...answers], silent: [...silent] });
    } catch (thrown) {
      port.send({ type: 'failed', message: redact(toRecorderError(thrown).message) });
    }
    await releaseRtcNode();
    setTimeout(() => process.exit(0), FLUSH_MS);
  })();
});
port.send({ type: 'ready' });
