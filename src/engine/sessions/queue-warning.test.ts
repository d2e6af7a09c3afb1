import { expect, it } from 'vitest';
import type { Log } from '../../shared/log.ts';
import { QueueWarning } from './queue-warning.ts';

it('warns once when half of what fits waits, and again only after it was well', () => {
  const said: string[] = [];
  const write = (message: string): void => {
    said.push(message);
  };
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const warning = new QueueWarning(log);
  const none = { count: 0, p50: 0, p99: 0, max: 0 };
  const see = (queueBytes: number): void => {
    const latencies = { written: none, late: 0, synced: none, syncs: none };
    const rest = { queuePeakBytes: 0, unsyncedBytes: 0, ...latencies };
    warning.see({ queueBytes, queueLimitBytes: 100, ...rest });
  };
  for (const bytes of [0, 49, 50, 90, 40, 60, 11]) see(bytes);
  expect(said).toEqual(['the disk is slower than what arrives']);
  for (const bytes of [10, 5, 55]) see(bytes);
  expect(said).toEqual([
    'the disk is slower than what arrives',
    'the disk keeps up again',
    'the disk is slower than what arrives',
  ]);
});
