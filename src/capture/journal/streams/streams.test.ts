import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import {
  DataStream_Chunk,
  DataStream_CompressionType,
  DataStream_Header,
  DataStream_Trailer,
} from '@livekit/protocol';
import { afterEach, expect, test } from 'vitest';
import type { JournalSettings } from '../../../shared/capture-protocol.ts';
import { JournalBench, type Line } from '../testing/journal-bench.ts';

const benches: JournalBench[] = [];
afterEach(() => {
  for (const bench of benches.splice(0)) bench.remove();
});

function open(settings: Partial<JournalSettings> = {}): JournalBench {
  const bench = new JournalBench(settings);
  benches.push(bench);
  return bench;
}

interface Sending {
  readonly id?: string;
  readonly topic?: string;
  readonly sid?: string;
  readonly name?: string;
  readonly text?: boolean;
  readonly compressed?: boolean;
  readonly totalLength?: number;
}

function header(bench: JournalBench, sending: Sending = {}, inline?: Uint8Array): void {
  const { id = 's1', topic = 'photos', name = '../../etc/passwd', totalLength } = sending;
  const { DEFLATE_RAW, NONE } = DataStream_CompressionType;
  const value = new DataStream_Header({
    streamId: id,
    topic,
    mimeType: 'image/png',
    timestamp: 5n,
    attributes: { place: 'bench 4' },
    compression: sending.compressed === true ? DEFLATE_RAW : NONE,
    ...(totalLength === undefined ? {} : { totalLength: BigInt(totalLength) }),
    ...(inline === undefined ? {} : { inlineContent: inline }),
    contentHeader:
      sending.text === true
        ? { case: 'textHeader', value: { version: 1 } }
        : { case: 'byteHeader', value: { name } },
  });
  const packet = { case: 'streamHeader' as const, value };
  bench.packet(packet, sending.sid);
}

function chunk(
  bench: JournalBench,
  index: number,
  content: Uint8Array,
  sending: Sending = {},
): Uint8Array {
  const chunkIndex = BigInt(index);
  const value = new DataStream_Chunk({ streamId: sending.id ?? 's1', chunkIndex, content });
  const packet = { case: 'streamChunk' as const, value };
  return bench.packet(packet, sending.sid);
}

function trailer(bench: JournalBench, reason = '', sending: Sending = {}): void {
  const value = new DataStream_Trailer({ streamId: sending.id ?? 's1', reason });
  const packet = { case: 'streamTrailer' as const, value };
  bench.packet(packet, sending.sid);
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const ends = (lines: readonly Line[]): Line[] => lines.filter((line) => line['part'] === 'end');
const gaps = (lines: readonly Line[]): Line[] => lines.filter((line) => line.kind === 'gap');

/** Sends `content` in chunks of 15,000 bytes. */
function send(bench: JournalBench, content: Uint8Array, sending: Sending = {}): void {
  header(bench, { totalLength: content.length, ...sending });
  for (let at = 0; at < content.length; at += 15_000) {
    chunk(bench, at / 15_000, content.subarray(at, at + 15_000), sending);
  }
  trailer(bench, '', sending);
}

test('a small stream stands in its lines, and as a whole in its last', () => {
  const bench = open();
  const content = Buffer.from('zwei Sätze. '.repeat(2_000));
  send(bench, content, { text: true, topic: 'notes' });
  const lines = bench.close();
  const [end] = ends(lines);
  expect(lines.map((line) => line['part']).filter((part) => part !== undefined)).toEqual([
    'header',
    'chunk',
    'chunk',
    'trailer',
    'end',
  ]);
  expect(end).toMatchObject({
    kind: 'text-stream',
    stream: 's1',
    began: '1760000000001000000',
    topic: 'notes',
    state: 'complete',
    chunks: 2,
    missing: 0,
    size: content.length,
    sha256: sha256(content),
    text: content.toString(),
  });
  expect(existsSync(join(bench.folder, 'streams'))).toBe(false);
});

test('a large stream goes to a file; its lines say what of it is valid, and no name leads outside', () => {
  const bench = open();
  const content = randomBytes(1_000_000);
  send(bench, content);
  const lines = bench.close();
  const names = readdirSync(join(bench.folder, 'streams'));
  expect(names.length).toBe(1);
  const file = readFileSync(join(bench.folder, 'streams', names[0] ?? ''));
  expect(file.equals(content)).toBe(true);
  expect(ends(lines)).toMatchObject([
    {
      state: 'complete',
      size: content.length,
      sha256: sha256(content),
      file: `streams/${names[0] ?? ''}`,
    },
  ]);
  expect(ends(lines)[0]).not.toHaveProperty('base64');
  const inFile = lines.filter((line) => line['offset'] !== undefined);
  expect(inFile.length).toBeGreaterThan(40);
  for (const line of inFile) {
    const from = Number(line['offset']);
    const part = file.subarray(from, from + Number(line['length']));
    expect(crc32(part).toString(16).padStart(8, '0')).toBe(line['contentCrc']);
  }
});

test('compressed content is inflated: inline, in chunks, and not when it is a bomb', () => {
  const bench = open();
  const content = Buffer.from('again and again '.repeat(10_000));
  header(
    bench,
    { id: 'inline', compressed: true, totalLength: content.length },
    deflateRawSync(content),
  );
  const packed = deflateRawSync(content);
  header(bench, { id: 'chunks', compressed: true, totalLength: content.length });
  chunk(bench, 0, packed.subarray(0, 50), { id: 'chunks' });
  chunk(bench, 1, packed.subarray(50), { id: 'chunks' });
  trailer(bench, '', { id: 'chunks' });
  header(bench, { id: 'bomb', compressed: true });
  chunk(bench, 0, deflateRawSync(Buffer.alloc(80 * 1024 * 1024)), { id: 'bomb' });
  trailer(bench, '', { id: 'bomb' });
  header(bench, { id: 'noise', compressed: true }, Buffer.from('no deflate'));
  const found = ends(bench.close());
  const whole = {
    state: 'complete',
    inflation: 'done',
    inflatedSize: content.length,
    inflatedSha256: sha256(content),
    text: content.toString(),
    size: packed.length,
  };
  expect(found).toMatchObject([
    { stream: 'inline', ...whole, chunks: 0 },
    { stream: 'chunks', ...whole, chunks: 2 },
    { stream: 'bomb', state: 'complete', inflation: 'too-large' },
    { stream: 'noise', state: 'complete', inflation: 'failed' },
  ]);
});

test('what is not complete says why', () => {
  const bench = open();
  const some = Buffer.from('some');
  header(bench, { id: 'aborted' });
  trailer(bench, 'user cancelled', { id: 'aborted' });
  header(bench, { id: 'hole' });
  chunk(bench, 0, some, { id: 'hole' });
  chunk(bench, 3, some, { id: 'hole' });
  trailer(bench, '', { id: 'hole' });
  header(bench, { id: 'short', totalLength: 5 });
  chunk(bench, 0, some, { id: 'short' });
  trailer(bench, '', { id: 'short' });
  chunk(bench, 4, some, { id: 'headless' });
  trailer(bench, '', { id: 'headless' });
  header(bench, { id: 'twice' });
  header(bench, { id: 'twice', topic: 'second' });
  trailer(bench, '', { id: 'twice' });
  header(bench, { id: 'cut' });
  bench.event({ kind: 'link', event: 'lost', link: 1, reason: 'x' });
  trailer(bench, '', { id: 'cut' });
  header(bench, { id: 'cut and short', totalLength: 5 });
  bench.event({ kind: 'link', event: 'lost', link: 1, reason: 'x' });
  trailer(bench, '', { id: 'cut and short' });
  header(bench, { id: 'repeated' });
  for (const index of [0, 2, 0, 2]) chunk(bench, index, some, { id: 'repeated' });
  trailer(bench, '', { id: 'repeated' });
  header(bench, { id: 'open' });
  const found = ends(bench.close()).map((end) => [end['stream'], end['reason'], end['missing']]);
  expect(found).toEqual([
    ['aborted', 'aborted', 0],
    ['hole', 'chunks-missing', 2],
    ['short', 'length', 0],
    ['headless', 'header-missing', 4],
    ['twice', 'replaced', 0],
    ['twice', undefined, 0],
    ['cut', undefined, 0],
    ['cut and short', 'link-lost', 0],
    ['repeated', 'chunks-missing', 1],
    ['open', 'recording-ended', 0],
  ]);
});

test('byte order marks at the start of names are kept', () => {
  const bench = open();
  header(bench, { id: '\ufeffs', topic: '\ufefft', name: '\ufeffn' }, Buffer.from('x'));
  const found = { stream: '\ufeffs', topic: '\ufefft', name: '\ufeffn' };
  expect(ends(bench.close())).toMatchObject([found]);
});

test('streams of a sender who left end, after what was still on its way; others go on', () => {
  const bench = open();
  header(bench, { sid: 'PA_a' });
  header(bench, { sid: 'PA_b' });
  bench.event({ kind: 'participant', event: 'left', link: 1, identity: 'a', sid: 'PA_a' });
  chunk(bench, 0, Buffer.from('late'), { sid: 'PA_a' });
  // Time alone writes it: nothing else may come for hours.
  bench.wait(10_000);
  expect(ends(bench.lines())).toMatchObject([
    { sid: 'PA_a', state: 'partial', reason: 'sender-left', chunks: 1, text: 'late' },
  ]);
  trailer(bench, '', { sid: 'PA_b' });
  expect(ends(bench.close())).toMatchObject([{}, { sid: 'PA_b', state: 'complete' }]);
});

test('below the reserve of the disk contents are not kept, and a gap says so', () => {
  const bench = open({ streamReserveBytes: Number.MAX_SAFE_INTEGER });
  const content = randomBytes(400_000);
  send(bench, content);
  bench.bytes(Buffer.from([255]));
  const lines = bench.close();
  const lost = lines.filter((line) => line['lost'] === 'disk-reserve');
  expect(lost.length).toBeGreaterThan(5);
  expect(ends(lines)).toMatchObject([{ state: 'partial', reason: 'disk', size: content.length }]);
  expect(gaps(lines)).toMatchObject([{ reason: 'disk', sid: 'PA_1', count: lost.length }]);
  expect(lines.some((line) => line.kind === 'unknown')).toBe(true);
});

test('thousands of streams that are never ended are bounded, and all of them end', () => {
  const bench = open();
  for (let number = 0; number < 1_500; number += 1) header(bench, { id: `s${number}` });
  const found = ends(bench.close());
  expect(found.length).toBe(1_500);
  expect(found.filter((end) => end['reason'] === 'too-many').length).toBe(476);
});

test('many streams that are almost large are moved to files before they fill the memory', () => {
  const bench = open();
  const content = randomBytes(200_000);
  for (let number = 0; number < 120; number += 1) {
    header(bench, { id: `s${number}` });
    chunk(bench, 0, content, { id: `s${number}` });
  }
  const files = readdirSync(join(bench.folder, 'streams'));
  expect(files.length).toBeGreaterThan(30);
  for (let number = 0; number < 120; number += 1) trailer(bench, '', { id: `s${number}` });
  const found = ends(bench.close());
  expect(found.filter((end) => end['state'] === 'complete').length).toBe(120);
  for (const name of files) {
    expect(readFileSync(join(bench.folder, 'streams', name)).equals(content)).toBe(true);
  }
});

test('the bytes of every packet of a stream can be restored', () => {
  const bench = open();
  header(bench);
  const packet = chunk(bench, 0, Buffer.from([1, 2, 255]));
  const line = bench.close().find((one) => one['part'] === 'chunk');
  const envelope = Buffer.from(String(line?.['envelope']), 'base64');
  const at = Number(line?.['contentAt']);
  const content = Buffer.from(String(line?.['base64']), 'base64');
  const restored = Buffer.concat([envelope.subarray(0, at), content, envelope.subarray(at)]);
  expect(restored.equals(packet)).toBe(true);
});
