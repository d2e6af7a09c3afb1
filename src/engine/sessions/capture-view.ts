/** What the snapshot says of all capture children together. */
import type { CaptureCounters, JournalMetrics, Latency } from '../../shared/capture-protocol.ts';
import type { CaptureView } from '../../shared/snapshot.ts';
import type { CaptureHost } from './capture-host.ts';

/** Sums, and the worst percentiles; `pid` is that of the child that has lived longest. */
export function captureView(hosts: readonly CaptureHost[], restarts: number): CaptureView {
  const counters = hosts.flatMap((host) => host.counters ?? []);
  const some = counters.length > 0;
  return {
    pid: hosts[0]?.pid ?? null,
    processes: hosts.length,
    restarts,
    journal: some ? together(counters) : null,
    rssBytes: some ? sum(counters.map((one) => one.rssBytes)) : null,
    cpuMicros: some ? sum(counters.map((one) => one.cpuMicros)) : null,
  };
}

function together(counters: readonly CaptureCounters[]): JournalMetrics {
  const of = (
    name: 'queueBytes' | 'queuePeakBytes' | 'queueLimitBytes' | 'unsyncedBytes',
  ): number => sum(counters.map((one) => one[name]));
  return {
    queueBytes: of('queueBytes'),
    queuePeakBytes: of('queuePeakBytes'),
    queueLimitBytes: of('queueLimitBytes'),
    unsyncedBytes: of('unsyncedBytes'),
    late: sum(counters.map((one) => one.late)),
    written: worst(counters.map((one) => one.written)),
    synced: worst(counters.map((one) => one.synced)),
    syncs: worst(counters.map((one) => one.syncs)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function worst(all: readonly Latency[]): Latency {
  return all.reduce(
    (a, b) => ({
      count: a.count + b.count,
      p50: Math.max(a.p50, b.p50),
      p99: Math.max(a.p99, b.p99),
      max: Math.max(a.max, b.max),
    }),
    { count: 0, p50: 0, p99: 0, max: 0 },
  );
}
