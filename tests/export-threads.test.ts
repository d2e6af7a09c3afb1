/** Exports made by two threads against the same made by one: whatever lies where the parts of a lane meet. */
import { execFile } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { pythonFolder } from '../scripts/setup.mjs';
import { exportRecording } from '../src/engine/exports/export-recording.ts';
import type {
  ExportProgress,
  ExportRequest,
  ExportResult,
} from '../src/engine/exports/export-request.ts';
import {
  data,
  writeFirstManifest,
  writeSegments,
  type Members,
} from '../src/engine/recording/testing/hand-made.ts';

const helper = pathToFileURL(join(process.cwd(), 'out', 'main', 'export-helper.js'));
const RECORDS = 26_000;

let root: string;
let folder: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'export-threads-'));
  folder = join(root, 'recording');
  writeDamaged(folder);
});
afterEach(() => {
  for (const name of readdirSync(root)) {
    if (name !== 'recording') rmSync(join(root, name), { recursive: true });
  }
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Numbers below `limit` that look like chance and are the same each time. */
function dice(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/**
 * Some 35 MB in segments of all sizes: payloads that do and do not repeat, streams over several segments,
 * lines that cannot be read, torn ends, a segment without a single readable line, one that is empty.
 */
function writeDamaged(into: string): void {
  writeFirstManifest(into);
  const roll = dice();
  const segments: Members[][] = [[]];
  for (let count = 0; count < RECORDS; count += 1) {
    const isLarge = segments.length % 4 === 0;
    if (roll(isLarge ? 3000 : 200) === 0) segments.push([]);
    segments.at(-1)?.push(someRecord(count, roll));
  }
  writeSegments(into, segments);
  const names = readdirSync(into).filter((name) => name.startsWith('messages-'));
  expect(names.length).toBeGreaterThan(20);
  names.forEach((name, place) => {
    const path = join(into, name);
    const bytes = readFileSync(path);
    for (let spot = roll(3); spot > 0; spot -= 1) bytes[roll(bytes.length)] = 0x23;
    // The last lines of some, torn; all lines of one; everything of another.
    const torn = place % 5 === 0 ? bytes.subarray(0, bytes.length - 1 - roll(3000)) : bytes;
    const left = place === 7 ? Buffer.alloc(0) : torn;
    writeFileSync(path, place === 9 ? left.map((byte) => (byte === 0x22 ? 0x27 : byte)) : left);
  });
  appendFileSync(join(into, names.at(-1) ?? ''), '{"record":1');
}

function someRecord(count: number, roll: (limit: number) => number): Members {
  const length = roll(2200);
  const text = JSON.stringify({ count, noise: 'x"\n'.repeat(length / 9), at: roll(1e9) });
  if (roll(10) > 0) return data(count, text, `PA_${roll(30)}`);
  if (roll(2) > 0) {
    const { text: _, ...head } = data(count, '');
    const bytes = Buffer.from(Array.from({ length }, () => roll(256)));
    return { ...head, base64: bytes.toString('base64') };
  }
  const part = ['header', 'chunk', 'chunk', 'trailer', 'end'][roll(5)];
  const stream = { kind: 'text-stream', link: 1, identity: 'device', sid: 'PA_s', part };
  const content = part === 'end' ? { state: 'complete', text } : {};
  const index = part === 'chunk' ? { index: 0, text } : {};
  return { ...stream, stream: `s${roll(600)}`, topic: 'lk.chat', ...content, ...index };
}

async function made(
  name: string,
  change: Partial<ExportRequest>,
  progress: ExportProgress = {},
): Promise<ExportResult> {
  return exportRecording(
    {
      ...{ folder, format: 'csv', out: join(root, name), mayNumber: false, filter: {}, helper },
      ...{ streamParts: false, flatten: false, spreadsheetSafe: false },
      ...{ start: { at: 'recording' }, cueMs: 2000 },
      ...change,
    },
    progress,
  );
}

const all = { streamParts: true };
const some = { filter: { participants: ['PA_1', 'device'], from: 1_760_000_000_000_004_000n } };

test.each([
  ['messages', {}],
  ['each packet of a stream', all],
  ['what a filter chooses, with formulas made harmless', { ...some, spreadsheetSafe: true }],
])('CSV by two threads is CSV by one, byte for byte: %s', async (_, change) => {
  const { path, ...one } = await made('one.csv', { ...change, helper: null });
  const { path: other, ...two } = await made('two.csv', change);
  expect(two).toEqual(one);
  expect(one.rows).toBeGreaterThan(500);
  expect(one.missing).toBeGreaterThan(10);
  expect(readFileSync(other).equals(readFileSync(path))).toBe(true);
});

test('Parquet by two threads has the rows of Parquet by one, in their order', async () => {
  const format = 'parquet';
  const { path, bytes: _, ...one } = await made('one.parquet', { format, helper: null });
  const { path: other, bytes: __, ...two } = await made('two.parquet', { format });
  expect(two).toEqual(one);
  expect(one.unendedStreams).toBeGreaterThan(10);
  const script = join(import.meta.dirname, 'support', 'same_rows.py');
  const env = { ...process.env, PYTHONPATH: pythonFolder() };
  const { stdout } = await promisify(execFile)('python3', [script, other, path], { env });
  expect(JSON.parse(stdout)).toMatchObject({ rows: one.rows, equal: true });
});

test('cancelled while both threads work, it leaves nothing; so does a thread that is gone', async () => {
  for (const format of ['csv', 'parquet'] as const) {
    const stop = new AbortController();
    const onBytes = (): void => {
      stop.abort(new Error('enough'));
    };
    const cancelled = made('a', { format }, { signal: stop.signal, onBytes });
    await expect(cancelled).rejects.toThrow('enough');
  }
  const gone = join(root, 'gone.mjs');
  writeFileSync(gone, 'process.exit(7)');
  const failed = made('b', { helper: pathToFileURL(gone) });
  await expect(failed).rejects.toThrow('a helper of the export ended: code 7');
  rmSync(gone);
  expect(readdirSync(root)).toEqual(['recording']);
});
