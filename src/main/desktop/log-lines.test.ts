import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { registerSecret } from '../../shared/redact.ts';
import { logLines, readLogPage } from './log-lines.ts';

test('lines by level; what has no time belongs to the line before it', () => {
  const text = `rest of an older line
2026-11-22T10:00:00.001+00:00 info the app starts {"version":"1"}
2026-11-22T10:00:01.000+00:00 error it failed
    at somewhere
`;
  expect(logLines(text)).toEqual([
    {
      at: '2026-11-22T10:00:00.001+00:00',
      level: 'info',
      text: 'the app starts {"version":"1"}',
    },
    { at: '2026-11-22T10:00:01.000+00:00', level: 'error', text: 'it failed\n    at somewhere' },
  ]);
});

test('the end of a long file, bounded and redacted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-lines-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  registerSecret('log-canary-4711');
  const file = join(folder, 'main.log');
  const line = (number: number): string =>
    `2026-11-22T10:00:00.000+00:00 warn line ${number} log-canary-4711 ${'x'.repeat(90)}\n`;
  writeFileSync(file, Array.from({ length: 9000 }, (_, number) => line(number)).join(''));
  const page = await readLogPage(file);
  expect(page.more).toBe(true);
  expect(page.lines.length).toBe(1000);
  expect(page.lines.at(-1)?.text).toContain('line 8999 [redacted]');
  expect(JSON.stringify(page)).not.toContain('canary');
  expect(await readLogPage(join(folder, 'none.log'))).toEqual({ lines: [], more: false });
});
