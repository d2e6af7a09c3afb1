/**
 * Whatever arrives: random and damaged packets, deflate streams and data-track packets, held against the
 * library's decoder and against decoders that share no code with ours. The seed is printed;
 * RECORDER_TEST_SEED repeats it. What was ever found stands in `testing/fuzz-cases.json` and is tried first.
 */
import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { DataPacket } from '@livekit/protocol';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { scanPacket, type ScannedPacket } from '../livekit/packet-scanner.ts';
import { RoutingScanner } from '../livekit/routing-scanner.ts';
import { changeFields } from '../livekit/testing/field-mutator.ts';
import { Mutator } from '../livekit/testing/mutator.ts';
import { encodeAsServer, membersOf } from '../livekit/testing/packets.ts';
import { inflateContent } from './inflate.ts';
import { readTrackFrame } from './packets/track-frame.ts';
import { corpus } from './testing/corpus.ts';
import cases from './testing/fuzz-cases.json' with { type: 'json' };
import { JournalBench, type Line } from './testing/journal-bench.ts';
import { plainInflate } from './testing/plain-inflate.ts';
import { restore } from './testing/restore.ts';

const full = process.env['RECORDER_TEST_FULL'] === '1';
const seed = Number(process.env['RECORDER_TEST_SEED'] ?? Date.now() % 1_000_000);
const LIMIT = 100_000;

const casesSchema = z.object({
  packets: z.array(z.string()),
  deflate: z.array(z.string()),
  tracks: z.array(z.string()),
});
const known = casesSchema.parse(cases);

/** Damaged ones for so many seconds; says with which bytes it failed, to be kept as a fixture. */
function fuzz(
  name: keyof typeof known,
  seconds: number,
  seeds: readonly Uint8Array[],
  check: (bytes: Uint8Array) => void,
): number {
  process.stdout.write(`fuzz of ${name}: ${seconds} s, seed ${seed}\n`);
  const mutator = new Mutator(seed);
  for (const one of seeds) mutator.learn(one);
  const tried = (bytes: Uint8Array): void => {
    try {
      check(bytes);
    } catch (error) {
      const coded = Buffer.from(bytes).toString('base64');
      throw new Error(`${name}, seed ${seed}: ${coded}`, { cause: error });
    }
  };
  for (const one of known[name]) tried(Buffer.from(one, 'base64'));
  const end = Date.now() + seconds * 1_000;
  let count = 0;
  while (Date.now() < end) {
    for (let round = 0; round < 50; round += 1, count += 1) tried(damaged(mutator));
  }
  process.stdout.write(`fuzz of ${name}: ${count} tried\n`);
  return count;
}

/** Half of them keep protobuf's form. */
function damaged(mutator: Mutator): Uint8Array {
  return mutator.chance(0.5) ? mutator.next() : changeFields(mutator.learned(), mutator);
}

/** What the library makes of the bytes; null when it refuses them. */
function byLibrary(bytes: Uint8Array): DataPacket | null {
  try {
    return DataPacket.fromBinary(bytes);
  } catch {
    return null;
  }
}

/** The library drops a leading byte order mark; we keep it. Bytes that are no UTF-8 it replaces. */
function sameText(ours: string | undefined, theirs: string | undefined): void {
  if (ours?.startsWith('\u{FEFF}') === true) return;
  expect(ours ?? '').toBe(theirs ?? '');
}

function agrees(packet: ScannedPacket, theirs: DataPacket): void {
  sameText(packet.identity, theirs.participantIdentity);
  sameText(packet.sid, theirs.participantSid);
  expect(packet.sequence).toBe(theirs.sequence);
  expect(packet.destinations.length).toBe(theirs.destinationIdentities.length);
  packet.destinations.forEach((one, index) => {
    sameText(one, theirs.destinationIdentities[index]);
  });
  const { value } = theirs;
  expect(packet.value === 2).toBe(value.case === 'user');
  expect(packet.value === 0).toBe(value.case === undefined);
  if (value.case !== 'user') return;
  sameText(packet.topic, value.value.topic);
  sameText(packet.id, value.value.id);
  expect(packet.startTime).toBe(value.value.startTime);
  expect(packet.endTime).toBe(value.value.endTime);
  expect(Buffer.from(packet.payload).equals(value.value.payload)).toBe(true);
  expect(Buffer.from(packet.nonce ?? []).equals(value.value.nonce)).toBe(true);
}

const routing = new RoutingScanner();

function checkPacket(bytes: Uint8Array): void {
  const packet = scanPacket(bytes);
  const theirs = byLibrary(bytes);
  // Bytes that the library would write itself are beyond doubt: nothing twice, no odd type.
  const plain = theirs !== null && Buffer.from(theirs.toBinary()).equals(bytes);
  if (plain) expect(packet).not.toBeNull();
  if (packet === null) return;
  const { sid, sequence } = routing.scan(bytes);
  expect([sid, sequence]).toEqual([packet.sid ?? '', packet.sequence]);
  const isData = packet.value === 2 && packet.kind <= 1;
  const again = isData && Buffer.from(encodeAsServer(membersOf(packet))).equals(bytes);
  expect(packet.canonical).toBe(again);
  if (packet.canonical) expect(theirs).not.toBeNull();
  if (theirs !== null && (plain || packet.canonical)) agrees(packet, theirs);
}

/** Takes all of them into one journal, and restores them from what was written. */
function checkJournal(packets: readonly { bytes: Uint8Array; track: boolean }[]): void {
  const bench = new JournalBench();
  try {
    for (const { bytes, track } of packets) bench.bytes(bytes, track ? 'data-track' : 'reliable');
    const lines = bench.close().filter(isPacket);
    expect(lines.length).toBe(packets.length);
    lines.forEach((line, index) => {
      const bytes = packets[index]?.bytes ?? new Uint8Array();
      if (Buffer.from(restore(line, bench.folder)).equals(bytes)) return;
      throw new Error(`a ${line.kind} is not what came: ${Buffer.from(bytes).toString('base64')}`);
    });
  } finally {
    bench.remove();
  }
}

function isPacket(line: Line): boolean {
  return line.kind !== 'segment' && line.kind !== 'gap' && line['part'] !== 'end';
}

test(
  'the packet scanner reads what the library reads, and knows when a line holds every byte',
  () => {
    expect(fuzz('packets', full ? 600 : 30, corpus(), checkPacket)).toBeGreaterThan(1_000);
  },
  full ? 900_000 : 120_000,
);

test(
  'any packet can be restored from its line, byte for byte',
  () => {
    const seconds = full ? 120 : 4;
    process.stdout.write(`fuzz of lines: ${seconds} s, seed ${seed}\n`);
    const mutator = new Mutator(seed + 1);
    for (const one of [...corpus(), ...trackPackets()]) mutator.learn(one);
    const end = Date.now() + seconds * 1_000;
    while (Date.now() < end) {
      const packets = Array.from({ length: 400 }, () => ({
        bytes: damaged(mutator),
        track: mutator.chance(0.2),
      }));
      checkJournal(packets);
    }
  },
  full ? 300_000 : 60_000,
);

const text = Buffer.from('again and again, with "quotes" and ü. '.repeat(60));

test(
  'the inflater says what another decoder says, and never more than it may',
  () => {
    const seeds = [
      text,
      text.subarray(0, 3),
      Buffer.alloc(0),
      randomBytes(300),
      Buffer.alloc(9_000),
    ]
      .flatMap((content) => [0, 1, 9].map((level) => deflateRawSync(content, { level })))
      .concat(deflateRawSync(text, { strategy: 4 }), deflateRawSync(Buffer.alloc(LIMIT + 1)));
    const count = fuzz('deflate', full ? 60 : 3, seeds, (bytes) => {
      const ours = inflateContent(bytes, LIMIT);
      const theirs = plainInflate(bytes, LIMIT);
      if (ours.ok) {
        expect(ours.bytes.length).toBeLessThanOrEqual(LIMIT);
        expect(theirs instanceof Uint8Array && ours.bytes.equals(theirs)).toBe(true);
      } else if (theirs === 'too-large') {
        // zlib works in pieces: damage in the piece that goes beyond the limit is seen first.
        if (plainInflate(bytes, 8 * LIMIT) instanceof Uint8Array)
          expect(ours.why).toBe('too-large');
      } else {
        expect(theirs).toBeNull();
        expect(ours.why).toBe('failed');
      }
    });
    expect(count).toBeGreaterThan(100);
  },
  full ? 300_000 : 60_000,
);

/** Data-track packets, put together by hand from livekit-wire.md §5. */
function trackPackets(): Uint8Array[] {
  const extensions = [
    [],
    [[2, 8, 1, 2, 3, 4, 5, 6, 7, 8]],
    [[1, 13, ...Array.from({ length: 13 }, (_, n) => n)]],
    [
      [2, 2, 9, 9],
      [200, 0],
    ],
  ];
  return extensions.flatMap((list) => {
    const body = list.flat();
    const words = Math.ceil((2 + body.length) / 4);
    const padding = new Array<number>(words * 4 - 2 - body.length).fill(0);
    const tail = list.length === 0 ? [] : [0, words - 1, ...body, ...padding];
    const flags = list.length === 0 ? 0b0001_1000 : 0b0001_0100;
    const head = [flags, 0, 1, 2, 0xff, 0xff, 0, 7, 0, 1, 2, 3];
    return [
      Uint8Array.from([...head, ...tail, 0x78, 0x3d, 0x31]),
      Uint8Array.from([...head, ...tail]),
    ];
  });
}

/** The same header, read another way. Null: not to be read. */
function trackByHand(
  bytes: Uint8Array,
): { readonly end: number; readonly list: number[][] } | null {
  const [flags = 0] = bytes;
  if (bytes.length < 12 || flags >= 0b0010_0000) return null;
  if ((flags & 4) === 0) return { end: 12, list: [] };
  const [high, low] = [bytes[12], bytes[13]];
  if (high === undefined || low === undefined) return null;
  const end = 12 + 4 * (256 * high + low + 1);
  if (end > bytes.length) return null;
  const list: number[][] = [];
  let rest = [...bytes.slice(14, end)];
  while (rest.length > 0 && rest[0] !== 0) {
    const [id = 0, length] = rest;
    if (length === undefined || length > rest.length - 2) return null;
    list.push([id, ...rest.slice(2, 2 + length)]);
    rest = rest.slice(2 + length);
  }
  return { end, list };
}

test(
  'the header of data-track packets is read as the server reads it',
  () => {
    const count = fuzz('tracks', full ? 60 : 3, trackPackets(), (bytes) => {
      const frame = readTrackFrame(Buffer.from(bytes));
      const theirs = trackByHand(bytes);
      if (frame === null || theirs === null) {
        expect(frame).toBe(theirs);
        return;
      }
      expect(Buffer.concat([frame.head, frame.payload]).equals(bytes)).toBe(true);
      expect(frame.head.length).toBe(theirs.end);
      const list = (frame.extensions ?? []).map(({ id, value }) => [id, ...value]);
      expect(list).toEqual(theirs.list);
      const numbers = [frame.handle, frame.sequence, frame.frame];
      const view = new DataView(Uint8Array.from(bytes).buffer);
      expect(numbers).toEqual([2, 4, 6].map((at) => view.getUint16(at)));
      expect(frame.timestamp).toBe(view.getUint32(8));
    });
    expect(count).toBeGreaterThan(1_000);
  },
  full ? 200_000 : 60_000,
);
