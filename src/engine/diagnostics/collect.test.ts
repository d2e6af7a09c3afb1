import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { registerSecret } from '../../shared/redact.ts';
import { collectDiagnostics } from './collect.ts';
import { writeDiagnostics } from './zip-file.ts';

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'diagnostics-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const recording = join(folder, 'recordings', 'lab', '2026-01-01_class');
  mkdirSync(recording, { recursive: true });
  const participants = [{ identity: 'learner-anna', name: 'Anna Example', messages: 3 }];
  writeFileSync(
    join(recording, 'manifest.json'),
    JSON.stringify({ status: 'complete', participants }),
  );
  writeFileSync(join(recording, 'messages-000001.jsonl'), '{"text":"payload-of-anna"}\n');
  return folder;
}

test('no secret, no payload, nobody by name; the same person has the same number', async () => {
  registerSecret('canary-diagnostics-1');
  const entries = await collectDiagnostics({
    software: { name: 'recorder', version: '1' },
    dataFolder: dataFolder(),
    settings: { projects: [{ key: 'never-registered', s3: { secretKey: 'neither-this' } }] },
    health: { error: 'refused canary-diagnostics-1', devices: [{ identity: 'learner-anna' }] },
    uploads: [{ file: 'messages-000001.jsonl', reason: null }],
    logs: [{ name: 'main.log', text: 'learner-anna joined with canary-diagnostics-1\n' }],
  });
  expect(entries.map(({ name }) => name)).toEqual([
    'about.json',
    'settings.json',
    'health.json',
    'uploads.json',
    'logs/main.log',
    'recordings/2026-01-01_class.json',
  ]);
  const all = entries.map(({ text }) => text).join('\n');
  for (const hidden of [
    ...['canary-diagnostics-1', 'never-registered', 'neither-this'],
    ...['payload-of-anna', 'learner-anna', 'Anna Example'],
  ]) {
    expect(all.includes(hidden), hidden).toBe(false);
  }
  expect(entries.find(({ name }) => name === 'logs/main.log')?.text).toBe(
    'participant-1 joined with [redacted]\n',
  );
});

test('the file is for its owner, and replaces nothing unasked', async () => {
  const path = join(dataFolder(), 'd.zip');
  const entries = [{ name: 'about.json', what: 'x', text: '{}' }];
  await writeDiagnostics(path, entries, false);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK');
  await expect(writeDiagnostics(path, entries, false)).rejects.toMatchObject({
    code: 'export-exists',
  });
  await writeDiagnostics(path, entries, true);
});
