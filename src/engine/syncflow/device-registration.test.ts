import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecorderError } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { temporaryFolder } from '../state/testing.ts';
import {
  ensureDevices,
  rememberedTopology,
  type DeviceRegistration,
} from './device-registration.ts';
import type { SyncflowDevice } from './schemas.ts';

let folder: ReturnType<typeof temporaryFolder>;
let state: StateDatabase;
let devices: SyncflowDevice[];
let failing: 'no' | 'but makes it' | 'and makes nothing';
let calls: string[];

beforeEach(() => {
  folder = temporaryFolder('devices');
  state = openState(join(folder.path, 'state.sqlite'), silentLog);
  devices = [];
  failing = 'no';
  calls = [];
});

afterEach(() => {
  state.close();
  folder.remove();
});

/** SyncFlow as it is: it never deduplicates, and a 500 may have made the device. */
const client: DeviceRegistration['client'] = {
  devices: () => {
    calls.push('list');
    return Promise.resolve([...devices].reverse());
  },
  registerDevice: (name, group) => {
    calls.push(`register ${group}`);
    const device = {
      id: `d${devices.length + 1}`,
      name,
      group,
      registeredAt: devices.length,
      projectId: 'p1',
      sessionNotificationExchangeName: 'syncflow-sessions',
      sessionNotificationBindingKey: `p1.${group}`,
    };
    if (failing !== 'and makes nothing') devices.push(device);
    if (failing === 'no') return Promise.resolve(device);
    return Promise.reject(new RecorderError('syncflow-failed', 'Failed to connect to RabbitMQ'));
  },
};

function registration(groups: readonly string[], deviceName = 'recorder'): DeviceRegistration {
  return { client, projects: state.projects, projectId: 'p1', groups, deviceName, log: silentLog };
}

test('registers once in each group, and finds itself the next time', async () => {
  const expected = { exchange: 'syncflow-sessions', bindingKeys: ['p1.lab', 'p1.text-egress'] };
  expect(await ensureDevices(registration(['lab', 'text-egress', 'lab']))).toEqual(expected);
  expect(calls).toEqual(['list', 'register lab', 'register text-egress']);
  calls = [];
  expect(await ensureDevices(registration(['lab', 'text-egress']))).toEqual(expected);
  expect(calls).toEqual(['list']);
  expect(state.projects.get('p1')?.deviceIds).toEqual({ lab: 'd1', 'text-egress': 'd2' });
});

test("another recorder's device in the group is not ours", async () => {
  await ensureDevices(registration(['lab'], 'other'));
  await ensureDevices(registration(['lab']));
  expect(devices.map(({ name }) => name)).toEqual(['other', 'recorder']);
});

test('of several of the same name the oldest is taken', async () => {
  await client.registerDevice('recorder', 'lab');
  await client.registerDevice('recorder', 'lab');
  await ensureDevices(registration(['lab']));
  expect(state.projects.get('p1')?.deviceIds).toEqual({ lab: 'd1' });
});

test('a failure that made the device all the same makes no second one', async () => {
  failing = 'but makes it';
  expect(await ensureDevices(registration(['lab']))).toMatchObject({ bindingKeys: ['p1.lab'] });
  expect(calls).toEqual(['list', 'register lab', 'list']);
  expect(devices).toHaveLength(1);
});

test('a failure that made nothing is passed on, and nothing is remembered', async () => {
  failing = 'and makes nothing';
  await expect(ensureDevices(registration(['lab']))).rejects.toMatchObject({
    code: 'syncflow-failed',
  });
  expect(rememberedTopology(state.projects, 'p1', ['lab'])).toBeNull();
});

test('what was found is remembered for these groups', async () => {
  const found = await ensureDevices(registration(['lab', 'room-b']));
  expect(rememberedTopology(state.projects, 'p1', ['lab', 'room-b'])).toEqual(found);
  expect(rememberedTopology(state.projects, 'p1', ['room-b'])?.bindingKeys).toEqual(['p1.room-b']);
  expect(rememberedTopology(state.projects, 'p1', ['lab', 'new'])).toBeNull();
  expect(rememberedTopology(state.projects, 'p2', ['lab'])).toBeNull();
  expect(rememberedTopology(state.projects, 'p1', [])).toBeNull();
});

test.each([
  [['x'.repeat(51)], 'recorder'],
  [['lab'], 'x'.repeat(51)],
  [[''], 'recorder'],
  [[], 'recorder'],
])('names that SyncFlow answers with 500 are refused: %j %s', async (groups, name) => {
  await expect(ensureDevices(registration(groups, name))).rejects.toMatchObject({
    code: 'config-bad-value',
  });
});

test('fifty characters are counted as SyncFlow counts them', async () => {
  await ensureDevices(registration(['🧪'.repeat(50)]));
  expect(devices).toHaveLength(1);
});
