import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { captureHeapOptions, forkCapture } from './capture-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'capture-process-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('starts the child with a heap that packets do not fill; Node takes the options', async () => {
  const entry = join(folder, 'child.mjs');
  writeFileSync(entry, 'process.send(process.execArgv);');
  const child = forkCapture(pathToFileURL(entry), ['--no-warnings'])();
  try {
    const told = await new Promise((resolve, reject) => {
      child.onMessage(resolve);
      child.onExit((why) => {
        reject(new Error(why));
      });
    });
    const own = captureHeapOptions(Number.parseInt(process.versions.node, 10));
    expect(told).toEqual([...own, '--no-warnings']);
  } finally {
    child.kill();
  }
});

it('gives no option to a Node that may not know it', () => {
  expect(captureHeapOptions(20)).toContain('--initial-heap-size=64');
  expect(captureHeapOptions(99)).toEqual([]);
});
