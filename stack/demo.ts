/**
 * `npm run demo`: the main job from end to end on this machine, in the window or without one
 * (`--headless`). Three simulated devices in two sessions, announced over RabbitMQ; the recorder joins,
 * records, uploads; the checker compares what was sent with what was recorded and with what lies in the
 * bucket.
 */
import { parseArgs } from 'node:util';
import { showHeadless } from './demo/headless.ts';
import { showWindow } from './demo/window.ts';

const { values } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const usage = `npm run demo -- [--headless] [--seconds N]

  --headless    no window
  --seconds N   how long the devices send. Default: until the window is closed; 30 without a
                window, or where no screen is

Starts LiveKit, RabbitMQ, an S3 server and a SyncFlow stand-in in a throwaway folder, three simulated
devices in two sessions, and the recorder with its window, already set up. Exit code 0 only when
everything that was sent is recorded and verified in the bucket, or when you closed the window before.`;

const HEADLESS_SECONDS = 30;
const seconds = values.seconds === undefined ? null : Number(values.seconds);
if (values.help) {
  console.log(usage);
} else if (seconds !== null && !(Number.isFinite(seconds) && seconds > 0)) {
  console.error(`--seconds must be a number above 0\n\n${usage}`);
  process.exitCode = 2;
} else if (values.headless) {
  process.exitCode = await showHeadless(seconds ?? HEADLESS_SECONDS);
} else {
  process.exitCode = await showWindow(seconds);
}
