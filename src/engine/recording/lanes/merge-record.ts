/** How the records of two lanes are recognised as the same (docs/data-format.md, "Lanes"). */
import { createHash } from 'node:crypto';

/** What the merge needs of a record; every line of a segment has it. */
export interface MergeRecord {
  readonly kind: string;
  readonly record: number;
  /** Wall clock in nanoseconds, a decimal string. */
  readonly arrival: string;
}

/**
 * lane: says something about its own lane, never the same as a record of the other. event: what the
 * server said of the room. packet: everything that was sent in the room.
 */
export type MergeClass = 'lane' | 'event' | 'packet';

const LANE_KINDS: ReadonlySet<string> = new Set([
  'segment',
  'link',
  'track',
  'gap',
  'gap-filled',
  'clock',
  'note',
]);
const EVENT_KINDS: ReadonlySet<string> = new Set(['participant', 'room', 'session']);

export function mergeClass(record: MergeRecord): MergeClass {
  // What a person noted is said of the session, and stands in both lanes.
  if (record.kind === 'note' && member(record, 'id') !== undefined) return 'event';
  if (LANE_KINDS.has(record.kind)) return 'lane';
  // The end of a stream is what a recorder found, not a packet.
  return EVENT_KINDS.has(record.kind) || member(record, 'part') === 'end' ? 'event' : 'packet';
}

/** Members that differ between lanes although both saw the same. */
const OWN_MEMBERS: ReadonlySet<string> = new Set([
  'record',
  'arrival',
  'monotonic',
  'link',
  'crc',
  // Of streams: when the first record arrived, and where a lane put the content.
  'began',
  'file',
  'offset',
  'lost',
  // Of data tracks: what the server calls the track on this connection, and what was lost on it.
  'handle',
  'head',
  'late',
  'missing',
]);

/** Any member of a record, known to its type or not. */
export function member(record: MergeRecord, name: string): unknown {
  return Reflect.get(record, name);
}

/** What was said, whoever wrote it down: a hash of all members but those of the lane and `without`. */
export function contentOf(record: MergeRecord, without: readonly string[] = []): string {
  const members = Object.entries(record).filter(
    ([name]) => !OWN_MEMBERS.has(name) && !without.includes(name),
  );
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url').slice(0, 22);
}

/** A packet with its sender's number: which row of numbers it belongs to, and the number. */
export interface PacketNumber {
  readonly row: string;
  readonly sequence: number;
}

/** Null for packets without a number: lossy, sent by a server, or by an old SDK. */
export function packetNumber(record: MergeRecord): PacketNumber | null {
  const sid = member(record, 'sid');
  const sequence = member(record, 'sequence');
  if (typeof sid !== 'string' || typeof sequence !== 'number' || sequence <= 0) return null;
  return { row: `${sid} ${record.kind}`, sequence };
}

/** Milliseconds since 1970, for windows only: a double does not hold nanoseconds. */
export function arrivalMs(record: MergeRecord): number {
  return Number(record.arrival) / 1e6;
}

/** Whether `a` arrived before `b`, or at the same moment: decimal strings without leading zeros. */
export function arrivedFirst(a: MergeRecord, b: MergeRecord): boolean {
  if (a.arrival.length !== b.arrival.length) return a.arrival.length < b.arrival.length;
  return a.arrival <= b.arrival;
}
