/** `syncflow-recorder devices …`: the devices that are registered in a SyncFlow project. */
import type { SyncflowDevice } from '../engine/syncflow/schemas.ts';
import { registerOnce, type NewDevice } from '../engine/syncflow/session-desk.ts';
import { printJson, printLine } from './output.ts';
import { withProject, type ProjectCommand } from './sessions.ts';

/** By group and name. */
export function listDevices(command: ProjectCommand): Promise<number> {
  return withProject(command, async (client) => {
    const devices = [...(await client.devices())].sort(
      (a, b) => a.group.localeCompare(b.group) || a.name.localeCompare(b.name),
    );
    for (const device of devices) printDevice(device, command.json);
    if (devices.length === 0 && !command.json) printLine('no devices');
    return 0;
  });
}

/** Prints the one that is registered already, if there is one. */
export function registerDevice(command: ProjectCommand, wanted: NewDevice): Promise<number> {
  return withProject(command, async (client) => {
    printDevice((await registerOnce(client, wanted)).device, command.json);
    return 0;
  });
}

export function deleteDevice(command: ProjectCommand, deviceId: string): Promise<number> {
  return withProject(command, async (client) => {
    printDevice(await client.deleteDevice(deviceId), command.json);
    return 0;
  });
}

function printDevice({ id, name, group }: SyncflowDevice, json: boolean): void {
  if (json) printJson({ type: 'syncflow-device', id, name, group });
  else printLine(`${id}  ${group}  ${name}`);
}
