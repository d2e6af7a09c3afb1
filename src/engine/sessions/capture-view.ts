/** What the snapshot says of all capture children together. */
import type { Latency } from '../../shared/capture-protocol.ts';
import type { CaptureView } from '../../shared/snapshot.ts';
import type { CaptureHost } from './capture-host.ts';

/** Sums, and the worst percentiles; `pid` is that of the child that has lived longest. */
export function captureView(hosts: readonly CaptureHost[], restarts: number): CaptureView {
  const counters = hosts.flatMap((host) => host.counters ?? []);
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const some = counters.length > 0;
  return {
    pid: hosts[0]?.pid ?? null,
    processes: hosts.length,
    restarts,
    queueBytes: sum(counters.map((one) => one.queueBytes)),
    written: worst(counters.map((one) => one.written)),
    synced: worst(counters.map((one) => one.synced)),
    rssBytes: some ? sum(counters.map((one) => one.rssBytes)) : null,
    cpuMicros: some ? sum(counters.map((one) => one.cpuMicros)) : null,
  };
}

function worst(all: readonly Latency[]): Latency | null {
  return all.reduce<Latency | null>(
    (a, b) => ({
      count: (a?.count ?? 0) + b.count,
      p50: Math.max(a?.p50 ?? 0, b.p50),
      p99: Math.max(a?.p99 ?? 0, b.p99),
      max: Math.max(a?.max ?? 0, b.max),
    }),
    null,
  );
}
