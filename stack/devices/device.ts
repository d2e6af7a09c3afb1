/** A simulated device as a process of its own (fleet.ts starts it). Stop it with SIGTERM. */
import { createInterface } from 'node:readline';
import { dispose } from '@livekit/rtc-node';
import { deviceEnvironment, deviceOptionsSchema } from './device-options.ts';
import { report, SimulatedDevice } from './simulated-device.ts';

const options: unknown = JSON.parse(process.env[deviceEnvironment] ?? '{}');
const config = deviceOptionsSchema.parse(options);
const device = new SimulatedDevice(config);
const stop = (): void => {
  device.stop();
};

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// The SDK leaves promises behind when a room ends; none of them concerns what was sent.
process.on('unhandledRejection', report);
const parent = config.followParent ? createInterface({ input: process.stdin }) : null;
parent?.on('line', (line) => {
  if (line === 'stop') stop();
});
parent?.once('close', stop);

try {
  await device.run();
} catch (error) {
  report(error);
  process.exitCode = 1;
} finally {
  parent?.close();
  process.stdin.destroy();
  // Without it the native threads keep the process alive (livekit-capture.md, §7).
  await dispose();
}
