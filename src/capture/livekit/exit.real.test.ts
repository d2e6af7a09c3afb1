import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { useBench } from './testing/bench.ts';

const bench = useBench();
const script = fileURLToPath(new URL('./testing/exit-process.ts', import.meta.url));

test('after its captures are stopped a process ends by itself', async () => {
  const { wsUrl, apiKey, apiSecret } = bench().server;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', script, wsUrl, apiKey, apiSecret],
    { timeout: 30_000 },
  );
  expect(stdout).toBe('done\n');
});
