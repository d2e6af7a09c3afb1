/** What the log of one recording is given. */
import type { JournalSettings } from '../../shared/capture-protocol.ts';
import type { CounterRule } from '../../shared/counter-rule.ts';
import type { LaneName } from '../../shared/records.ts';
import type { JournalFiles } from './file-port.ts';
import type { LatencyHistogram } from './latency.ts';
import type { OpenFiles } from './open-files.ts';

/** Both clocks, nanoseconds. */
export interface Stamp {
  readonly wall: bigint;
  readonly monotonic: bigint;
}

export interface RecordLogOptions {
  readonly recordingId: string;
  readonly folder: string;
  /** Absent: lane a. */
  readonly lane?: LaneName;
  /** The rule for counters in payloads; absent: none. */
  readonly counter?: CounterRule | null;
  readonly nextRecord: number;
  readonly nextSegment: number;
  /** How many messages stand before `nextRecord`; absent: none. */
  readonly messages?: number | undefined;
  /** When the first thing for this log arrived. */
  readonly openedAt: Stamp;
  readonly software: string;
  readonly settings: JournalSettings;
  readonly files: JournalFiles;
  readonly openFiles: OpenFiles;
  /** False: the disk is so full that the rest is kept for closing what is open. */
  readonly hasSpace: () => boolean;
  /** Called before a segment is synced in this thread. Does not throw. */
  readonly beforeSync?: () => void;
  readonly now: () => Stamp;
  readonly writtenLatency: LatencyHistogram;
  readonly syncedLatency: LatencyHistogram;
  /** How long each sync took. */
  readonly syncDurations: LatencyHistogram;
  readonly onSegmentClosed: (file: string, size: number, first: number, last: number) => void;
}
