import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { autostartEntry, autostartFile, hasAutostart, setAutostart } from './autostart.ts';
import { nextZoom, zoomPercent } from './zoom.ts';

test('the file is written and removed where the desktop looks for it', () => {
  const config = mkdtempSync(join(tmpdir(), 'autostart-'));
  onTestFinished(() => {
    rmSync(config, { recursive: true });
  });
  const file = autostartFile(config);
  expect(hasAutostart(file)).toBe(false);
  setAutostart(file, ['/opt/recorder', '--minimised']);
  expect(hasAutostart(file)).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/recorder" "--minimised"\n');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  setAutostart(file, null);
  setAutostart(file, null);
  expect(hasAutostart(file)).toBe(false);
});

test('arguments are quoted as the specification of desktop entries says', () => {
  const entry = autostartEntry(['/my apps/100% $HOME', 'a"b\\c']);
  expect(entry).toContain('Exec="/my apps/100%% \\\\$HOME" "a\\\\"b\\\\\\\\c"\n');
});

test('zoom goes in steps between its ends, and back to actual size', () => {
  expect(zoomPercent(0)).toBe(100);
  let level = 0;
  for (let step = 0; step < 30; step += 1) level = nextZoom(level, 'in');
  expect(zoomPercent(level)).toBe(249);
  for (let step = 0; step < 60; step += 1) level = nextZoom(level, 'out');
  expect(zoomPercent(level)).toBe(58);
  expect(nextZoom(level, 'reset')).toBe(0);
});
