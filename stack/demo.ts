/**
 * `npm run demo -- --headless --seconds 30`: the main job from end to end on this machine. Three
 * simulated devices in two sessions, announced over RabbitMQ; the recorder joins, records, uploads; the
 * checker compares what was sent with what was recorded and with what lies in the bucket.
 */
import { parseArgs } from 'node:util';
import { showHeadless } from './demo/headless.ts';

const { values } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm run demo -- [--headless] [--seconds N]

  --headless    no window
  --seconds N   how long the devices send (default 30)

Starts LiveKit, RabbitMQ, an S3 server and a SyncFlow stand-in in a throwaway folder, three simulated
devices in two sessions, and the recorder. Exit code 0 only when everything that was sent is recorded
and verified in the bucket.`;

const seconds = Number(values.seconds);
if (values.help) {
  console.log(usage);
} else if (!Number.isFinite(seconds) || seconds <= 0) {
  console.error(`--seconds must be a number above 0\n\n${usage}`);
  process.exitCode = 2;
} else {
  process.exitCode = await showHeadless(seconds);
}
