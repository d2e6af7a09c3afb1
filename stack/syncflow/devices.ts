/** Device registration (device-*.json). Each function is one call; errors are what it answers. */
import { randomUUID } from 'node:crypto';
import type { Backend } from './backend.ts';
import { ApiError, brokerLost, exceedsColumn, tooLong } from './errors.ts';
import type { JsonValue } from './json-text.ts';
import type { NewDevice } from './request-bodies.ts';
import type { Device, Project } from './store.ts';
import { parseUuid } from './uuid.ts';

/** Never deduplicates, and keeps the device when the broker cannot be told of it. */
export async function registerDevice(
  backend: Backend,
  project: Project,
  userId: number,
  request: NewDevice,
): Promise<JsonValue> {
  if (exceedsColumn(request.name) || exceedsColumn(request.group)) throw tooLong();
  const device: Device = {
    id: randomUUID(),
    projectId: project.id,
    ...request,
    registeredAt: backend.now(),
    registeredBy: userId,
  };
  backend.store.devices.set(device.id, device);
  if (backend.faults.failRegisterDevice) throw brokerLost();
  await backend.announcer?.bind(bindingKey(device));
  return deviceJson(backend, device);
}

export function listDevices(backend: Backend, project: Project): JsonValue {
  return backend.store.devicesOf(project.id).map((device) => deviceJson(backend, device));
}

export function getDevice(backend: Backend, project: Project, deviceId: string): JsonValue {
  return deviceJson(backend, findDevice(backend, project, deviceId));
}

/** Answers the removed device. With the last one of a group the group is gone too. */
export function deleteDevice(backend: Backend, project: Project, deviceId: string): JsonValue {
  const device = findDevice(backend, project, deviceId);
  backend.store.devices.delete(device.id);
  return deviceJson(backend, device);
}

function findDevice(backend: Backend, project: Project, deviceId: string): Device {
  const uuid = parseUuid(deviceId);
  if (uuid instanceof Error) throw new ApiError(400, uuid.message);
  const device = backend.store.devices.get(uuid);
  if (device?.projectId !== project.id) throw new ApiError(404, 'Record not found');
  return device;
}

function bindingKey(device: Device): string {
  return `${device.projectId}.${device.group}`;
}

function deviceJson(backend: Backend, device: Device): JsonValue {
  return {
    id: device.id,
    name: device.name,
    group: device.group,
    comments: device.comments,
    registeredAt: device.registeredAt,
    registeredBy: device.registeredBy,
    projectId: device.projectId,
    sessionNotificationExchangeName: backend.config.broker?.exchange ?? 'syncflow-sessions',
    sessionNotificationBindingKey: bindingKey(device),
  };
}
