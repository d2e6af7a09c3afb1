/**
 * Captures a room, and others that are given up in the middle of joining; then has nothing left to do.
 * Arguments: server URL, API key, API secret.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { releaseNativeCode } from '../native.ts';
import { TestRecorder } from './recorder.ts';

const [wsUrl = '', apiKey = '', apiSecret = ''] = process.argv.slice(2);
const server = { wsUrl, apiKey, apiSecret };
const whole = await new TestRecorder(server, 'exit').recording();
for (let delay = 0; delay < 60; delay += 6) {
  const early = new TestRecorder(server, 'exit');
  await sleep(delay);
  await early.capture.stop();
}
await whole.capture.stop();
releaseNativeCode();
process.stdout.write('done\n');
