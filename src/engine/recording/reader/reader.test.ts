/** The reader against a model: lines of a text file, checked one by one without the reader's code. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { data, header, line, type Members } from '../testing/hand-made.ts';
import { scanRecording } from '../scan.ts';
import { LaneReader } from './lane-reader.ts';
import type { Missing } from './missing.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reader-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const segmentName = (segment: number): string =>
  `messages-${String(segment).padStart(6, '0')}.jsonl`;

/** The numbers of the valid lines of a segment, as docs/data-format.md defines a line. */
function modelOf(bytes: Buffer): number[] {
  const lines = bytes.toString('latin1').split('\n').slice(0, -1);
  return lines.flatMap((text) => {
    const match = /^(\{"record":(\d+),.*),"crc":"([0-9a-f]{8})"\}$/s.exec(text);
    if (match === null) return [];
    const sum = crc32(Buffer.from(match[1] ?? '', 'latin1'));
    return sum.toString(16).padStart(8, '0') === match[3] ? [Number(match[2])] : [];
  });
}

const payload = fc.oneof(
  fc.string({ maxLength: 40 }).map((text): Members => ({ text })),
  fc
    .string({ unit: 'binary', maxLength: 20 })
    .map((text): Members => ({ text: text.toWellFormed() })),
  fc.uint8Array({ maxLength: 30 }).map((bytes): Members => ({
    base64: Buffer.from(bytes).toString('base64'),
  })),
);
const anyRecord = fc.oneof(
  fc
    .record({ from: fc.constantFrom('PA_a', 'PA_b', 'PA_ü"'), body: payload })
    .map(({ from, body }): Members => {
      const { text, ...rest } = data(1, '', from);
      return { ...rest, ...body };
    }),
  fc
    .string({ maxLength: 30 })
    .map((text): Members => ({ kind: 'note', text: text.toWellFormed() })),
  fc.constant<Members>({ kind: 'hologram', beam: 1 }),
  fc.constant<Members>({ kind: 'data', link: 1, reliable: false, text: 'x', later: [1] }),
);
/** Records by segment, and what happens to the bytes afterwards. */
const recording = fc.record({
  segments: fc.array(fc.array(anyRecord, { maxLength: 12 }), { minLength: 1, maxLength: 4 }),
  damage: fc.array(
    fc.record({
      segment: fc.nat(3),
      how: fc.constantFrom('flip', 'cut', 'insert', 'none'),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.integer({ min: 1, max: 255 }),
    }),
    { maxLength: 4 },
  ),
});

function write(segments: readonly (readonly Members[])[]): Buffer[] {
  let record = 0;
  return segments.map((records, place) =>
    Buffer.from(
      [header(place + 1), ...records].map((members) => line((record += 1), members)).join(''),
    ),
  );
}

async function readAll(direction: 'forward' | 'backward'): Promise<number[]> {
  const records: number[] = [];
  for await (const { record } of new LaneReader(folder).read({}, { direction })) {
    records.push(record);
  }
  return records;
}

test('any records, any damage: exactly the valid ones are read, and what is missing is named', async () => {
  await fc.assert(
    fc.asyncProperty(recording, async ({ segments, damage }) => {
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
      const files = write(segments);
      for (const { segment, how, at, byte } of damage) {
        const bytes = files[segment % files.length];
        if (bytes === undefined || bytes.length === 0) continue;
        const place = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
        const cut = (from: Buffer): void => {
          files[segment % files.length] = from;
        };
        if (how === 'flip') bytes.writeUInt8(bytes.readUInt8(place) ^ byte, place);
        if (how === 'cut') cut(Buffer.from(bytes.subarray(0, place)));
        if (how === 'insert') {
          cut(
            Buffer.concat([bytes.subarray(0, place), Buffer.from([byte]), bytes.subarray(place)]),
          );
        }
      }
      files.forEach((bytes, place) => {
        writeFileSync(join(folder, segmentName(place + 1)), bytes);
      });
      const valid = files.flatMap(modelOf);
      const missing: Missing[] = [];
      const found: number[] = [];
      const onMissing = (one: Missing): void => void missing.push(one);
      for await (const { record } of new LaneReader(folder).read({}, { onMissing })) {
        found.push(record);
      }
      expect(found).toEqual(valid);
      expect(await readAll('backward')).toEqual([...valid].reverse());
      // Every number up to the last readable one is read or named as missing, and none is both.
      const named = missing.flatMap((one) =>
        one.what === 'tail' || one.firstRecord === null || one.lastRecord === null
          ? []
          : Array.from(
              { length: one.lastRecord - one.firstRecord + 1 },
              (_, index) => (one.firstRecord ?? 0) + index,
            ),
      );
      const last = valid.at(-1) ?? 0;
      expect([...valid, ...named].sort((a, b) => a - b)).toEqual(
        Array.from({ length: last }, (_, index) => index + 1),
      );
      // The bytes behind the last valid line of a segment are named.
      const tails = missing.filter((one) => one.what === 'tail');
      const sound = missing.length === 0;
      const untouched = Buffer.concat(write(segments)).equals(Buffer.concat(files));
      if (untouched) expect(sound).toBe(true);
      for (const tail of tails) {
        const bytes = files[Number(/\d+/.exec(tail.file)?.[0]) - 1] ?? Buffer.alloc(0);
        expect(tail.offset + tail.bytes).toBe(bytes.length);
        expect(modelOf(bytes.subarray(tail.offset))).toEqual([]);
      }
      // The scan, which verification and recovery use, sees the same.
      const scan = await scanRecording(folder);
      expect(scan.summary.counts(0).records).toBe(valid.length);
      expect(scan.problems.length === 0).toBe(sound);
      expect(scan.holes).toEqual(
        missing.flatMap((one) => {
          if (one.what === 'tail') return [];
          const { what, ...hole } = one;
          return [hole];
        }),
      );
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('cut at every byte of a hundred records: the whole lines before it are read, no other', async () => {
  const records = Array.from({ length: 99 }, (_, index): Members => ({
    kind: 'note',
    text: `${index}`,
  }));
  const [bytes = Buffer.alloc(0)] = write([records]);
  const ends: number[] = [];
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, at + 1)) ends.push(at + 1);
  expect(ends).toHaveLength(100);
  // Side by side: the time goes into waiting for the file system.
  const folders = Array.from({ length: 64 }, (_, index) => join(folder, String(index)));
  const cutAll = async (place: string, first: number): Promise<void> => {
    mkdirSync(place);
    const path = join(place, segmentName(1));
    writeFileSync(path, bytes);
    for (let cut = bytes.length - first; cut > 0; cut -= folders.length) {
      truncateSync(path, cut);
      const { summary, segments } = await scanRecording(place, { hash: false });
      const whole = ends.filter((end) => end <= cut);
      expect(summary.lastRecord).toBe(whole.length);
      expect(segments[0]?.validEnd).toBe(whole.at(-1) ?? 0);
    }
  };
  await Promise.all(folders.map(cutAll));
}, 60_000);
