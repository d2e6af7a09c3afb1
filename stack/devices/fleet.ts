/** Starts simulated devices, each a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../scripts/setup.mjs';
import { DeviceHandle } from './device-handle.ts';
import { deviceEnvironment } from './device-options.ts';
import type { DeviceOptions } from './device-options.ts';

export type { DeviceExit, DeviceHandle } from './device-handle.ts';
export type { DeviceOptions } from './device-options.ts';

/**
 * Starts one device and waits until it listens for announcements, or is about to join the room that it
 * was given. It stops by itself when this process ends.
 * @throws Error when it ends or is not ready in 30 s
 */
export async function startDevice(options: DeviceOptions): Promise<DeviceHandle> {
  const program = join(projectRoot, 'stack', 'devices', 'device.ts');
  const config = JSON.stringify({ ...options, followParent: true });
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    cwd: projectRoot,
    stdio: ['pipe', 'pipe', 'pipe'],
    // In the environment, because arguments show in the process list and this holds secrets.
    env: { ...process.env, [deviceEnvironment]: config },
  });
  const device = new DeviceHandle(options.name, child);
  try {
    await device.waitForReady();
    return device;
  } catch (error) {
    await device.kill();
    throw error;
  }
}
