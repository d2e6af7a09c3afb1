import { MetricsBatch, RpcRequest, TimeSeriesMetric } from '@livekit/protocol';
import { afterEach, expect, test } from 'vitest';
import { deflateRawSync } from 'node:zlib';
import { JournalBench } from '../testing/journal-bench.ts';
import { restore } from '../testing/restore.ts';

const benches: JournalBench[] = [];
afterEach(() => {
  for (const bench of benches.splice(0)) bench.remove();
});

function open(): JournalBench {
  const bench = new JournalBench();
  benches.push(bench);
  return bench;
}

// No server is known to pass them on: livekit-server 1.13.5 has the code and never switches it on.
test('metrics stand in their line in readable form, and whole', () => {
  const bench = open();
  const series = new TimeSeriesMetric({
    label: 4_096,
    samples: [{ timestampMs: 1_000n, value: 0.5 }],
  });
  const value = new MetricsBatch({ timestampMs: 7n, strData: ['ours'], timeSeries: [series] });
  const packet = { case: 'metrics' as const, value };
  const bytes = bench.packet(packet);
  const line = bench.close().find(({ kind }) => kind === 'metrics');
  expect(line).toMatchObject({
    kind: 'metrics',
    sid: 'PA_1',
    metrics: {
      timestampMs: '7',
      strData: ['ours'],
      timeSeries: [{ label: 4_096, samples: [{ timestampMs: '1000', value: 0.5 }] }],
    },
  });
  expect(line === undefined ? null : Buffer.from(restore(line, bench.folder))).toEqual(
    Buffer.from(bytes),
  );
});

test('a call whose payload is no deflate, or a bomb, is kept as it came', () => {
  const bench = open();
  const bomb = deflateRawSync(Buffer.alloc(2_000_000));
  const sent = [Buffer.from('no deflate'), bomb].map((compressedPayload) => {
    const value = new RpcRequest({ id: 'r', method: 'm', compressedPayload });
    const packet = { case: 'rpcRequest' as const, value };
    return bench.packet(packet);
  });
  const lines = bench.close().filter(({ kind }) => kind === 'rpc');
  expect(lines).toHaveLength(2);
  lines.forEach((line, index) => {
    expect(line['compressed']).toBe(true);
    expect(line).not.toHaveProperty('payload');
    const bytes = Buffer.from(restore(line, bench.folder));
    expect(bytes.equals(sent[index] ?? Buffer.alloc(0))).toBe(true);
  });
});
