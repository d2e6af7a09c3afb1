/** Devices as the page lists them. */
import type { RegisteredDevice } from '../../../shared/ipc/desk.ts';

export interface DevicesOfGroup {
  readonly group: string;
  readonly devices: readonly DeviceRow[];
}

export interface DeviceRow extends RegisteredDevice {
  /** SyncFlow has another of the same name in the same group. */
  readonly isDouble: boolean;
}

/** By group and name; only those that the search finds in name, group or comments, whatever their case. */
export function devicesByGroup(
  devices: readonly RegisteredDevice[],
  search: string,
): DevicesOfGroup[] {
  const words = search.trim().toLowerCase();
  const counts = new Map<string, number>();
  const nameOf = ({ group, name }: RegisteredDevice): string => JSON.stringify([group, name]);
  for (const device of devices) counts.set(nameOf(device), (counts.get(nameOf(device)) ?? 0) + 1);
  const groups = new Map<string, DeviceRow[]>();
  for (const device of devices) {
    const { name, group, comments } = device;
    if (!`${name}\n${group}\n${comments}`.toLowerCase().includes(words)) continue;
    const row = { ...device, isDouble: (counts.get(nameOf(device)) ?? 0) > 1 };
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  return [...groups]
    .map(([group, rows]) => ({
      group,
      devices: rows.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id)),
    }))
    .sort((a, b) => a.group.localeCompare(b.group));
}
