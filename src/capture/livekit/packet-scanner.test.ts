import { ChatMessage, DataPacket, DataStream_Header, EncryptedPacket } from '@livekit/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeOneof, scanPacket, type ScannedPacket } from './packet-scanner.ts';
import { RoutingScanner } from './routing-scanner.ts';
import {
  dataMembers,
  emptyMembers,
  encodeAsServer,
  encodeByNumber,
  membersOf,
  type DataMembers,
} from './testing/packets.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));

/** Canonical by definition: the members, encoded again, are the bytes. */
function survivesEncoding(packet: ScannedPacket): boolean {
  if (packet.value !== 2 || packet.kind > 1) return false;
  return Buffer.from(encodeAsServer(membersOf(packet))).equals(packet.bytes);
}

const damage = fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 3 });

function damaged(members: DataMembers, edits: readonly (readonly [number, number])[]): Uint8Array {
  const bytes = encodeAsServer(members);
  for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
  return bytes;
}

function scanned(bytes: Uint8Array): ScannedPacket {
  const packet = scanPacket(bytes);
  if (packet === null) throw new Error('not read');
  return packet;
}

test.each([
  [
    'reliable',
    '22056465762d318001018a010f50415f4842533764757472516b417a12220a0f50415f4842533764757472516b417a120568656c6c6f2201742a056465762d31',
  ],
  [
    'lossy',
    '080122056465762d318a010f50415f4842533764757472516b417a12220a0f50415f4842533764757472516b417a12056c6f73737922016c2a056465762d31',
  ],
  [
    'empty payload and topic',
    '22056465762d318001038a010f50415f4842533764757472516b417a121a0a0f50415f4842533764757472516b417a22002a056465762d31',
  ],
  ['from the server', '121a12037372762201735a105b8b7b2baba433b969f8a5e434de6a1d'],
])('bytes captured from the server are canonical: %s', (_name, captured) => {
  expect(scanned(hex(captured)).canonical).toBe(true);
});

test('a captured stream header is named and routed, its members left to others', () => {
  const packet = scanned(
    hex(
      '22056465762d318001048a010f50415f4842533764757472516b417a6a490a2437313066303130322d326430362d343637642d626134392d623833626432346565323364109ccfa6ef9f341a027374220a746578742f706c61696e28065a0673747265616d4a00',
    ),
  );
  expect(describeOneof(packet.value)).toBe('streamHeader');
  expect(packet).toMatchObject({ sequence: 4, identity: 'dev-1', canonical: false });
});

/** What the library reads; null when it refuses the bytes or they carry no user data. */
function readByLibrary(bytes: Uint8Array): Omit<DataMembers, 'kind'> | null {
  try {
    const packet = DataPacket.fromBinary(bytes);
    if (packet.value.case !== 'user') return null;
    const { payload, topic, id, startTime, endTime, nonce } = packet.value.value;
    return {
      identity: packet.participantIdentity === '' ? undefined : packet.participantIdentity,
      sid: packet.participantSid === '' ? undefined : packet.participantSid,
      sequence: packet.sequence,
      destinations: packet.destinationIdentities,
      nonce: nonce.length === 0 ? undefined : nonce,
      ...{ payload, topic, id, startTime, endTime },
    };
  } catch {
    return null;
  }
}

test.each([
  ["the server's order", encodeAsServer],
  ['the order of the numbers', encodeByNumber],
])('members agree with the library, encoded in %s', (_name, encode) => {
  fc.assert(
    fc.property(dataMembers, (members) => {
      const packet = scanned(encode(members));
      expect(readByLibrary(packet.bytes)).toEqual({ ...membersOf(packet), kind: undefined });
      expect(packet.canonical).toBe(survivesEncoding(packet));
    }),
  );
});

test('damaged packets that still are canonical read as the library reads them', () => {
  fc.assert(
    fc.property(dataMembers, damage, (members, edits) => {
      const packet = scanPacket(damaged(members, edits));
      if (packet?.canonical !== true) return;
      const ours = { ...membersOf(packet), kind: undefined };
      // The library drops a leading byte order mark; we keep it.
      if (JSON.stringify([ours.identity, ours.topic, ours.id]).includes('\u{FEFF}')) return;
      expect(readByLibrary(packet.bytes)).toEqual(ours);
    }),
    { numRuns: 2_000 },
  );
});

test('what the server would write is canonical and comes back whole', () => {
  fc.assert(
    fc.property(dataMembers, (members) => {
      const packet = scanned(encodeAsServer(members));
      expect(membersOf(packet)).toEqual(members);
      expect(packet.canonical).toBe(true);
      expect(
        packet.bytes.subarray(packet.payloadOffset, packet.payloadOffset + packet.payloadLength),
      ).toEqual(members.payload);
    }),
  );
});

test('canonical exactly when encoding again gives the same bytes, after any damage', () => {
  fc.assert(
    fc.property(dataMembers, damage, (members, edits) => {
      const packet = scanPacket(damaged(members, edits));
      if (packet !== null) expect(packet.canonical).toBe(survivesEncoding(packet));
    }),
    { numRuns: 3_000 },
  );
});

test.each<[string, (bytes: number[]) => number[]]>([
  ['an unknown field', (bytes) => [0xa8, 0x06, 0x01, ...bytes]],
  ['an unknown field at the end', (bytes) => [...bytes, 0xa8, 0x06, 0x01]],
  ['an explicit default', (bytes) => [0x08, 0x00, ...bytes]],
  ['a number longer than it has to be', (bytes) => [0x08, 0x81, 0x00, ...bytes]],
  ['a field twice', (bytes) => [0x80, 0x01, 0x05, ...bytes]],
  ['user data twice', (bytes) => [...bytes, 0x12, 0x00]],
  ['a kind that does not exist', (bytes) => [0x08, 0x02, ...bytes]],
])('%s keeps the raw bytes', (_name, edit) => {
  const bytes = encodeAsServer({
    ...emptyMembers,
    identity: 'i',
    sid: 's',
    sequence: 7,
  });
  expect(scanned(bytes).canonical).toBe(true);
  const edited = scanned(Uint8Array.from(edit([...bytes])));
  expect(edited.canonical).toBe(false);
  expect(survivesEncoding(edited)).toBe(false);
});

test('neither scanner throws on any bytes, and they agree', () => {
  const routing = new RoutingScanner();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const packet = scanPacket(bytes);
      routing.scan(bytes);
      if (packet === null) return;
      expect([routing.sid, routing.sequence]).toEqual([packet.sid ?? '', packet.sequence]);
      expect(packet.payload.length).toBe(packet.payloadLength);
      expect(packet.destinations.length).toBe(packet.destinationSpans.length);
    }),
    { numRuns: 20_000 },
  );
});

test('the routing scanner tells senders apart, whatever their sids', () => {
  const routing = new RoutingScanner();
  const sid = fc.oneof(
    fc.constantFrom('PA_aaAA', 'PA_bbAA', 'PA_ccAA'),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(sid, { maxLength: 30 }), (sids) => {
      for (const one of sids) {
        routing.scan(new DataPacket({ participantSid: one, sequence: 3 }).toBinary());
        expect(Buffer.from(routing.sid)).toEqual(Buffer.from(one));
      }
    }),
  );
});

test.each([
  ['chatMessage', { case: 'chatMessage', value: new ChatMessage({ message: 'x' }) }],
  ['streamHeader', { case: 'streamHeader', value: new DataStream_Header({ topic: 't' }) }],
  ['encryptedPacket', { case: 'encryptedPacket', value: new EncryptedPacket({ keyIndex: 1 }) }],
] as const)('names %s', (name, value) => {
  const packet = scanned(new DataPacket({ value, sequence: 9 }).toBinary());
  expect(describeOneof(packet.value)).toBe(name);
  expect(packet).toMatchObject({ sequence: 9, canonical: false, payloadLength: 0 });
});

test('a byte order mark in a topic is kept', () => {
  const packet = scanned(encodeAsServer({ ...emptyMembers, topic: '\u{FEFF}x' }));
  expect(packet.topic).toBe('\u{FEFF}x');
  expect(packet.canonical).toBe(true);
});

test('a topic that is not UTF-8 keeps the raw bytes', () => {
  expect(scanned(hex('12042202c328')).canonical).toBe(false);
});

test('a packet cut short is malformed', () => {
  const whole = encodeAsServer({
    ...emptyMembers,
    payload: new Uint8Array(200),
  });
  expect(scanPacket(whole.subarray(0, whole.length - 1))).toBeNull();
});

test('groups, which nobody writes any more, are read over whole', () => {
  // Field 3 of the user packet: a group with a number, and another group in it. Then the topic.
  const within = scanned(hex('120c1b08012b0a01782c1c220174'));
  expect(within.topic).toBe('t');
  expect(within.canonical).toBe(false);
  const user = '12032201746b6c';
  expect(scanned(hex(user)).topic).toBe('t');
  for (const wrong of ['6b', '6b74', '6c', '6b736c7c', '6b'.repeat(20_000)]) {
    expect(scanPacket(hex(`1203220174${wrong}`))).toBeNull();
  }
});

test('bytes in shared memory are read as well', () => {
  const shared = new Uint8Array(new SharedArrayBuffer(64), 8, 20);
  shared.set(hex('2206c3a56465763112060a00220274c3'), 0);
  const view = shared.subarray(0, 8);
  expect(scanned(view).identity).toBe('ådev1');
});
