/** Who of the devices that are expected in a session is there, and since when it said nothing. */
import { isPingIdentity } from '../../shared/ping.ts';
import type { RoomCounters } from '../../shared/capture-protocol.ts';
import type { SyncflowDevice, SyncflowParticipant } from '../syncflow/schemas.ts';

/** Somebody in the room. Unknown figures are null: nothing records the session. */
export interface Present {
  readonly identity: string;
  readonly name: string;
  readonly messages: number | null;
  /** Unix milliseconds; null when nothing was sent. */
  readonly lastMessageAt: number | null;
}

export interface ExpectedArrival {
  readonly name: string;
  readonly group: string;
  /** Null: missing. */
  readonly present: Omit<Present, 'identity' | 'name'> | null;
}

export interface Arrivals {
  /** The missing first, then by name. */
  readonly expected: readonly ExpectedArrival[];
  /** In the room, but not expected: learners, devices of other groups. */
  readonly others: readonly Present[];
}

/** The server's own, in every room (syncflow-contract.md). */
const ROOM_LISTENER = 'room_listener';

/** @param ownName The recorder's own device, which nobody waits for. */
export function arrivals(
  devices: readonly SyncflowDevice[],
  groups: readonly string[],
  ownName: string,
  inRoom: readonly Present[],
): Arrivals {
  const there = new Map<string, Present>();
  for (const one of inRoom) {
    there.set(one.name, one);
    there.set(one.identity, one);
  }
  const wanted = new Set(groups);
  const unique = new Map(devices.map((device) => [`${device.group}/${device.name}`, device]));
  const expected = [...unique.values()]
    .filter(({ group, name }) => wanted.has(group) && name !== ownName)
    .map(({ name, group }): ExpectedArrival => {
      const present = there.get(name);
      if (present === undefined) return { name, group, present: null };
      const { messages, lastMessageAt } = present;
      return { name, group, present: { messages, lastMessageAt } };
    })
    .sort(missingFirst);
  const known = new Set(expected.map(({ name }) => name));
  const others = inRoom.filter(({ identity, name }) => !known.has(identity) && !known.has(name));
  return { expected, others };
}

function missingFirst(a: ExpectedArrival, b: ExpectedArrival): number {
  const missing = Number(a.present !== null) - Number(b.present !== null);
  return missing || a.name.localeCompare(b.name) || a.group.localeCompare(b.group);
}

/** As our own recorder sees the room. One who came again under another sid is one. */
export function presentByRecorder({ participants }: RoomCounters): Present[] {
  const byIdentity = new Map<string, Present>();
  for (const { identity, name, packets, lastArrival } of participants) {
    if (isNobody(identity)) continue;
    const at = lastArrival === null ? 0 : Number(BigInt(lastArrival) / 1_000_000n);
    const known = byIdentity.get(identity);
    const last = Math.max(at, known?.lastMessageAt ?? 0);
    byIdentity.set(identity, {
      identity,
      name,
      messages: packets + (known?.messages ?? 0),
      lastMessageAt: last === 0 ? null : last,
    });
  }
  return [...byIdentity.values()];
}

/** As SyncFlow lists them: for sessions that nothing records. */
export function presentBySyncflow(participants: readonly SyncflowParticipant[]): Present[] {
  return participants
    .filter(({ identity }) => !isNobody(identity))
    .map(({ identity, name }) => ({ identity, name, messages: null, lastMessageAt: null }));
}

function isNobody(identity: string): boolean {
  return identity === ROOM_LISTENER || isPingIdentity(identity);
}
