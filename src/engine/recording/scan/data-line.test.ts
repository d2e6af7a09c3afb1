/** The reader of fixed places against JSON.parse: what it takes, it reads as any other reader does. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedEnd } from '../lines.ts';
import { scanRecording } from '../scan.ts';
import { data, header, line } from '../testing/hand-made.ts';
import { DataLine, readDataLine } from './data-line.ts';

function withSum(open: Buffer): Buffer {
  const sum = crc32(open).toString(16).padStart(8, '0');
  return Buffer.concat([open, Buffer.from(`,"crc":"${sum}"}`)]);
}

interface Read {
  readonly record: number;
  readonly arrival: string;
  readonly identity: string | null;
  readonly sid: string | null;
  readonly sequence: number;
  readonly topic: string | null;
  readonly payloadBytes: number;
}

/** @param whole A line without its newline. */
function readFast(known: DataLine, whole: Buffer): Read | null {
  // In the middle of something, as in a window of a file.
  const bytes = Buffer.concat([Buffer.from('9"\n'), whole, Buffer.from('\n{"record":12')]);
  const mark = checkedEnd(bytes, 3, 3 + whole.length);
  expect(mark).toBe(3 + whole.length - 18);
  if (!readDataLine(known, bytes, 3, mark)) return null;
  const { record, identity, sid, sequence, topic, payloadBytes } = known;
  const arrival = bytes.toString('latin1', known.arrivalStart, known.arrivalEnd);
  return { record, arrival, identity, sid, sequence, topic, payloadBytes };
}

function readPlainly(whole: Buffer): Read {
  const {
    identity = null,
    sid = null,
    sequence = 0,
    topic = null,
    text,
    base64 = '',
    ...stamps
  } = JSON.parse(whole.toString('utf8')) as Partial<Read> & { text?: string; base64?: string };
  const { record = 0, arrival = '' } = stamps;
  const payload = text === undefined ? Buffer.from(base64, 'base64') : Buffer.from(text);
  return { record, arrival, identity, sid, sequence, topic, payloadBytes: payload.length };
}

const digits = (most: number): fc.Arbitrary<string> =>
  fc.bigInt({ min: 1n, max: 10n ** BigInt(most) - 1n }).map(String);
const name = fc.oneof(
  fc.constantFrom('', 'a', 'tablet-1', 'tablet-2', '__proto__', 'a"b', 'ü', 'x'.repeat(600)),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.toWellFormed()),
);
const packet = fc.record({
  record: digits(15).map(Number),
  arrival: digits(20),
  monotonic: digits(20),
  kind: fc.constant('data'),
  link: fc.nat(),
  identity: fc.option(name, { nil: undefined }),
  sid: fc.option(name, { nil: undefined }),
  sequence: fc.option(digits(15).map(Number), { nil: undefined }),
  topic: fc.option(name, { nil: undefined }),
  reliable: fc.boolean(),
});
const payload = fc.oneof(
  name.map((text) => ({ text })),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => ({
    base64: Buffer.from(bytes).toString('base64'),
  })),
);

test('every line as the recorder writes it is read at its fixed places, as JSON.parse reads it', () => {
  const known = new DataLine(true);
  fc.assert(
    fc.property(packet, payload, (members, body) => {
      const open = JSON.stringify({ ...members, ...body }).slice(0, -1);
      const whole = withSum(Buffer.from(open));
      expect(readFast(known, whole)).toEqual(readPlainly(whole));
    }),
    { numRuns: 1000 },
  );
});

test('a line that was changed before its checksum was made is read as JSON.parse reads it, or left to it', () => {
  const known = new DataLine(true);
  const bit = fc.constantFrom(
    ...['"', '\\', '\\u0041', '\\ud800', '\\x', '\\/', '0', '00', '-', '.', 'e1', ' ', '\t', ','],
    ...['}', ':', '=', 'null', '"sid":', ',"topic":"t"', '\u0000', '\u001f', '\u007f'],
  );
  let taken = 0;
  fc.assert(
    fc.property(packet, payload, bit, fc.nat(), fc.nat(3), (members, body, piece, at, drop) => {
      const open = JSON.stringify({ ...members, ...body }).slice(0, -1);
      const place = at % (open.length + 1);
      const changed = open.slice(0, place) + piece + open.slice(place + drop);
      const whole = withSum(Buffer.from(changed.toWellFormed()));
      const read = readFast(known, whole);
      if (read === null) return;
      taken += 1;
      expect(read).toEqual(readPlainly(whole));
    }),
    { numRuns: 4000 },
  );
  expect(taken).toBeGreaterThan(100);
});

test.each([
  ['a control character', Buffer.from('device\u0007')],
  ['what is not UTF-8', Buffer.from([0x64, 0xff, 0x65])],
])('%s in a name, under a right checksum, is damage and stops no reader', async (_, bad) => {
  const folder = mkdtempSync(join(tmpdir(), 'data-line-'));
  try {
    const [before = '', after = ''] = line(2, data(1, 'x')).trimEnd().split('device PA_a');
    const open = after.slice(0, after.lastIndexOf(',"crc"'));
    const whole = withSum(Buffer.concat([Buffer.from(before), bad, Buffer.from(open)]));
    const lines = [line(1, header(1)), whole, '\n', line(3, data(2, 'y'))];
    writeFileSync(
      join(folder, 'messages-000001.jsonl'),
      Buffer.concat(lines.map((one) => Buffer.from(one))),
    );
    const { problems, corrupt } = await scanRecording(folder, { sizes: false });
    expect(corrupt).toBe(1);
    expect(problems).toEqual(['messages-000001.jsonl: 1 unreadable line(s) before record 3']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
