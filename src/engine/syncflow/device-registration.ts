import { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { ProjectsTable } from '../state/projects-table.ts';
import type { SyncflowClient } from './client.ts';
import type { SyncflowDevice } from './schemas.ts';

/** SyncFlow's own limit for names of devices and groups; a longer one is answered with 500. */
const MAX_NAME = 50;

/** Where the sessions of a project are announced. */
export interface AnnouncementTopology {
  readonly exchange: string;
  /** One for each device group, `{projectId}.{group}`. */
  readonly bindingKeys: readonly string[];
}

export interface DeviceRegistration {
  readonly client: Pick<SyncflowClient, 'devices' | 'registerDevice'>;
  readonly projects: ProjectsTable;
  readonly projectId: string;
  readonly groups: readonly string[];
  readonly deviceName: string;
  /** Also the keys of the other groups that have a device in the project. */
  readonly all?: boolean;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

/**
 * Makes sure that this recorder is registered as a device in each group, and remembers what came of it.
 * Registering never deduplicates, and a 500 may have made the device (syncflow-contract.md): so the
 * list is read first, and again after a failure, before anything is concluded.
 *
 * @throws RecorderError `syncflow-…`, `config-bad-value`
 */
export async function ensureDevices(
  registration: DeviceRegistration,
): Promise<AnnouncementTopology> {
  const { client, projects, projectId, groups, deviceName, now = Date.now } = registration;
  checkName('The device name', deviceName);
  const listed = await client.devices();
  const devices = new Map<string, SyncflowDevice>();
  for (const group of new Set(groups)) {
    checkName('A device group', group);
    devices.set(group, own(listed, deviceName, group) ?? (await register(registration, group)));
  }
  const [first] = devices.values();
  if (first === undefined) {
    throw new RecorderError('config-bad-value', 'There is no device group to listen to.');
  }
  const exchange = first.sessionNotificationExchangeName;
  const bindingKeys = mapValues(devices, (device) => device.sessionNotificationBindingKey);
  projects.saveDevices(
    { projectId, exchange, bindingKeys, deviceIds: mapValues(devices, (device) => device.id) },
    now(),
  );
  const others =
    registration.all === true
      ? listed
          .filter((device) => device.sessionNotificationExchangeName === exchange)
          .map((device) => device.sessionNotificationBindingKey)
      : [];
  return { exchange, bindingKeys: [...new Set([...Object.values(bindingKeys), ...others])] };
}

/**
 * What an earlier `ensureDevices` for the same groups found, for while SyncFlow does not answer; null
 * when there was none.
 */
export function rememberedTopology(
  projects: ProjectsTable,
  projectId: string,
  groups: readonly string[],
): AnnouncementTopology | null {
  const project = projects.get(projectId);
  const exchange = project?.exchange ?? null;
  if (project === null || exchange === null || groups.length === 0) return null;
  const bindingKeys: string[] = [];
  for (const group of new Set(groups)) {
    const key = project.bindingKeys[group];
    if (key === undefined) return null;
    bindingKeys.push(key);
  }
  return { exchange, bindingKeys };
}

async function register(
  { client, deviceName, log }: DeviceRegistration,
  group: string,
): Promise<SyncflowDevice> {
  try {
    const device = await client.registerDevice(deviceName, group);
    log.info('registered as a device', { group, deviceName });
    return device;
  } catch (thrown) {
    if (!(thrown instanceof RecorderError) || !thrown.retryable) throw thrown;
    const made = own(await client.devices(), deviceName, group);
    if (made === undefined) throw thrown;
    log.warn('registered as a device, although SyncFlow reported a fault', { group, deviceName });
    return made;
  }
}

/** Ours in that group; the oldest, when earlier versions or faults made several. */
function own(
  devices: readonly SyncflowDevice[],
  name: string,
  group: string,
): SyncflowDevice | undefined {
  return devices
    .filter((device) => device.name === name && device.group === group)
    .sort((a, b) => a.registeredAt - b.registeredAt || a.id.localeCompare(b.id))[0];
}

function checkName(what: string, name: string): void {
  if (name !== '' && [...name.matchAll(/./gsu)].length <= MAX_NAME) return;
  throw new RecorderError('config-bad-value', `${what} must have 1 to ${MAX_NAME} characters.`);
}

function mapValues<T>(
  map: ReadonlyMap<string, T>,
  value: (item: T) => string,
): Record<string, string> {
  return Object.fromEntries([...map].map(([key, item]) => [key, value(item)]));
}
