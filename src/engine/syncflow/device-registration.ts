/**
 * Registers the recorder as a device of its groups, once: registering never deduplicates, and a 500 may
 * have made the device all the same. So: list first, and after a failure list again.
 */
import { RecorderError } from '../../shared/errors.ts';
import type { ProjectsTable } from '../state/projects-table.ts';
import type { Device } from './api-schemas.ts';
import type { SyncflowClient } from './client.ts';

export interface Registration {
  readonly exchange: string;
  /** One for each group. */
  readonly bindingKeys: readonly string[];
}

/** Makes sure that a device of that name is in each group, and remembers what to listen to. */
export async function ensureRegistered(
  client: SyncflowClient,
  projects: ProjectsTable,
  projectId: string,
  deviceName: string,
  groups: readonly string[],
): Promise<Registration> {
  let known = await client.devices();
  const ours = new Map<string, Device>();
  for (const group of groups) {
    const find = (): Device | undefined =>
      known.find((device) => device.name === deviceName && device.group === group);
    let device = find();
    if (device === undefined) {
      try {
        device = await client.registerDevice(deviceName, group);
      } catch (error) {
        known = await client.devices();
        device = find();
        if (device === undefined) throw error;
      }
    }
    ours.set(group, device);
  }
  const first = [...ours.values()][0];
  if (first === undefined) throw new RecorderError('internal', 'no device group is configured');
  const entries = [...ours];
  const exchange = first.sessionNotificationExchangeName;
  projects.saveDevices(
    {
      projectId,
      exchange,
      bindingKeys: Object.fromEntries(
        entries.map(([group, device]) => [group, device.sessionNotificationBindingKey]),
      ),
      deviceIds: Object.fromEntries(entries.map(([group, device]) => [group, device.id])),
    },
    Date.now(),
  );
  return {
    exchange,
    bindingKeys: entries.map(([, device]) => device.sessionNotificationBindingKey),
  };
}
