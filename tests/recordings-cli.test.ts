/** The commands for recordings on disk, driven as built, on a recording that others' code has written. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { writeBenchRecording } from '../stack/bench/journal-read-data.ts';
import { runCli } from './support/recorder-process.ts';

let root: string;
let folder: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'recordings-cli-'));
  folder = join(root, 'recording');
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const recordSchema = z.looseObject({
  record: z.number(),
  lane: z.string(),
  kind: z.string(),
  arrival: z.string(),
  identity: z.string().optional(),
  topic: z.string().optional(),
});
type Read = z.infer<typeof recordSchema>;

/** Every line, parsed without the recorder's reader. */
function inFiles(where: string): Record<string, unknown>[] {
  return readdirSync(where)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(where, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
}

async function read(...flags: string[]): Promise<Read[]> {
  const { code, stdout } = await runCli(['read', folder, '--json', ...flags]);
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => recordSchema.parse(JSON.parse(line)));
}

test('read: all, by participant and topic, by time, by text, the last ones', async () => {
  writeBenchRecording(folder, 200, 1_000_000);
  const lines = inFiles(folder);
  const all = await read();
  expect(all.map(({ record }) => record)).toEqual(lines.map(({ record }) => record));
  const two = await read('--participant', 'tablet-3', 'tablet-4', '--topic', 'sensor/3');
  const expected = lines.filter(({ identity }) => identity === 'tablet-3');
  expect(two.map(({ record }) => record)).toEqual(expected.map(({ record }) => record));
  const [from = '', to = ''] = [lines[100]?.['arrival'], lines[110]?.['arrival']].map(String);
  const between = await read('--from', from, '--to', to);
  expect(between.map(({ arrival }) => arrival)).toEqual(
    lines.slice(100, 111).map(({ arrival }) => arrival),
  );
  const found = await read('--text', '2.5,777]');
  expect(found.map(({ text }) => text)).toEqual([expect.stringContaining('2.5,777]')]);
  const last = await read('--last', '3');
  expect(last.map(({ record }) => record)).toEqual(lines.slice(-3).map(({ record }) => record));
  const people = await runCli(['read', folder, '--kind', 'link']);
  expect(people.stdout).toMatch(/^2025-10-09T\S+ {2}link +open\n$/);
});

test('read names what is missing, and refuses what is no recording', async () => {
  const damaged = join(root, 'damaged');
  writeBenchRecording(damaged, 200, 200_000);
  const [file = ''] = readdirSync(damaged).filter((name) => name.endsWith('.jsonl'));
  const path = join(damaged, file);
  const bytes = readFileSync(path);
  const inside = bytes.indexOf('tablet-7', 50_000);
  bytes[inside] = 0x58;
  writeFileSync(path, bytes);
  const { code, stdout, stderr } = await runCli(['read', damaged, '--json']);
  expect(code).toBe(3);
  expect(stdout.split('\n').length - 1).toBe(bytes.toString('latin1').split('\n').length - 2);
  expect(stderr).toContain('1 unreadable line');
  const refused = await runCli(['read', root]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('is not a recording');
});

test('verify tells how far it is, and Ctrl-C ends it with nothing changed', async () => {
  const large = join(root, 'large');
  writeBenchRecording(large, 15_000, 200_000_000);
  const before = readdirSync(large).map((name) => [name, statSync(join(large, name)).mtimeMs]);
  const cli = join(import.meta.dirname, '../out/main/cli.js');
  const child = spawn(process.execPath, [cli, 'verify', large, large, large, large, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    told.push(line);
    if (line.includes('"progress"')) child.kill('SIGINT');
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(130);
  const size = before.reduce((sum, [name]) => sum + statSync(join(large, String(name))).size, 0);
  const progress = z
    .object({ total: z.number(), bytes: z.number() })
    .parse(JSON.parse(told[0] ?? ''));
  expect(progress.total).toBeGreaterThan(3.9 * size);
  expect(progress.bytes).toBeLessThan(progress.total);
  expect(told.at(-1)).toContain('cancelled; nothing was changed');
  expect(readdirSync(large).map((name) => [name, statSync(join(large, name)).mtimeMs])).toEqual(
    before,
  );
});
