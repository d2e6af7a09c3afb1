import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { arrivalSpanMs } from './arrivals.ts';

const folder = mkdtempSync(join(tmpdir(), 'arrivals-'));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const line = (record: number, arrival: bigint, kind: string, rest = ''): string =>
  `{"record":${record},"arrival":"${arrival}","monotonic":"5","kind":"${kind}"${rest}}\n`;

it('spans the data packets of all segments, whatever stands around them', () => {
  const start = 1_700_000_000_000_000_000n;
  const filler = `,"text":"${'x'.repeat(400_000)}"`;
  writeFileSync(
    join(folder, 'messages-000001.jsonl'),
    line(1, start, 'segment') +
      line(2, start + 1_000_000n, 'data', filler) +
      line(3, start + 2_000_000n, 'data', filler),
  );
  writeFileSync(
    join(folder, 'messages-000002.jsonl'),
    line(4, start + 3_000_000n, 'data', filler) +
      line(5, start + 4_500_000n, 'data', filler) +
      line(6, start + 9_000_000n, 'room'),
  );
  expect(arrivalSpanMs([folder])).toBe(3.5);
});
