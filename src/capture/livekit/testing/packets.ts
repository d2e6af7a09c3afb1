/** Arbitrary DataPackets, and an encoder in the server's order that shares no code with the scanner. */
import fc from 'fast-check';
import type { ScannedPacket } from '../packet-scanner.ts';

/** The members of a `data` record, as docs/data-format.md has them. */
export interface DataMembers {
  readonly kind: number;
  readonly identity: string | undefined;
  readonly sid: string | undefined;
  readonly sequence: number;
  readonly destinations: readonly string[];
  readonly payload: Uint8Array;
  readonly topic: string | undefined;
  readonly id: string | undefined;
  readonly startTime: bigint | undefined;
  readonly endTime: bigint | undefined;
  readonly nonce: Uint8Array | undefined;
}

/** A packet that says nothing but that it carries user data. */
export const emptyMembers: DataMembers = {
  kind: 0,
  identity: undefined,
  sid: undefined,
  sequence: 0,
  destinations: [],
  payload: new Uint8Array(),
  topic: undefined,
  id: undefined,
  startTime: undefined,
  endTime: undefined,
  nonce: undefined,
};

/** What the journal would keep of a packet. */
export function membersOf(packet: ScannedPacket): DataMembers {
  const { kind, identity, sid, sequence, destinations, payload } = packet;
  const { topic, id, startTime, endTime, nonce } = packet;
  return {
    ...{ kind, identity, sid, sequence, destinations, payload },
    ...{ topic, id, startTime, endTime, nonce },
  };
}

/** Encodes members as livekit-server 1.13.5 does: the value after all other fields. */
export function encodeAsServer(members: DataMembers): Uint8Array {
  const echoed = (members.identity ?? '') !== '';
  return Uint8Array.from([
    ...outerFields(members),
    ...blob(2, userFields(members, echoed ? (members.sid ?? '') : '')),
  ]);
}

/** The same packet in the order of the field numbers, as most encoders would write it. */
export function encodeByNumber(members: DataMembers): Uint8Array {
  const outer = outerFields(members);
  const kind = number(1, BigInt(members.kind)).length;
  const user = blob(2, userFields(members, ''));
  return Uint8Array.from([...outer.slice(0, kind), ...user, ...outer.slice(kind)]);
}

function outerFields(members: DataMembers): number[] {
  return [
    ...number(1, BigInt(members.kind)),
    ...filled(4, members.identity),
    ...members.destinations.flatMap((one) => text(5, one)),
    ...number(16, BigInt(members.sequence)),
    ...filled(17, members.sid),
  ];
}

function userFields(members: DataMembers, sid: string): number[] {
  const { payload, topic, id, startTime, endTime, nonce } = members;
  return [
    ...filled(1, sid),
    ...(payload.length === 0 ? [] : blob(2, payload)),
    ...(topic === undefined ? [] : text(4, topic)),
    ...filled(5, members.identity),
    ...members.destinations.flatMap((one) => text(6, one)),
    ...(id === undefined ? [] : text(8, id)),
    ...(startTime === undefined ? [] : [...varint(9n << 3n), ...varint(startTime)]),
    ...(endTime === undefined ? [] : [...varint(10n << 3n), ...varint(endTime)]),
    ...(nonce === undefined ? [] : blob(11, nonce)),
  ];
}

function number(field: number, value: bigint): number[] {
  return value === 0n ? [] : [...varint(BigInt(field) << 3n), ...varint(value)];
}

function filled(field: number, value: string | undefined): number[] {
  return value === undefined || value === '' ? [] : text(field, value);
}

function text(field: number, value: string): number[] {
  return blob(field, Buffer.from(value, 'utf8'));
}

function blob(field: number, value: Uint8Array | number[]): number[] {
  return [...varint((BigInt(field) << 3n) | 2n), ...varint(BigInt(value.length)), ...value];
}

function varint(value: bigint): number[] {
  return value < 0x80n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...varint(value >> 7n)];
}

/** The library drops a leading byte order mark when it decodes; we keep it (own test). */
const anyText = fc
  .oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }))
  .filter((value) => !value.startsWith('\u{FEFF}'));
const filledText = anyText.filter((value) => value !== '');
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.uint8Array({ minLength: 120, maxLength: 300 }),
);
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const orAbsent = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

/** Members as a server could forward them. */
export const dataMembers: fc.Arbitrary<DataMembers> = fc.record({
  kind: fc.constantFrom(0, 1),
  identity: orAbsent(filledText),
  sid: orAbsent(filledText),
  sequence: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffffffff })),
  destinations: fc.array(anyText, { maxLength: 3 }),
  payload: anyBytes,
  topic: orAbsent(anyText),
  id: orAbsent(anyText),
  startTime: orAbsent(uint64),
  endTime: orAbsent(uint64),
  nonce: orAbsent(fc.uint8Array({ minLength: 1, maxLength: 16 })),
});
