/** What a capture supervisor is made with. */
import type {
  CaptureChoice,
  ClockSettings,
  JournalSettings,
} from '../../shared/capture-protocol.ts';
import type { Log } from '../../shared/log.ts';
import type { PlacementLimits } from './capture-placement.ts';
import type { SpawnCapture } from './capture-process.ts';

export interface SupervisionTimes {
  /** A child that says nothing for so many seconds hangs. A stop of 9 s alone loses nothing (measured). */
  readonly hungAfterLooks: number;
  /** A child of a cell that lived so long has no killer in it; ten times that when it has one room. */
  readonly stableMs: number;
  /** A child without rooms ends after so long, unless it is the only one. */
  readonly idleMs: number;
}

export interface CaptureSupervisorOptions {
  readonly spawn: SpawnCapture;
  readonly journal: JournalSettings;
  readonly clock: ClockSettings;
  readonly software: string;
  /** The setting `capture`. */
  readonly choice: CaptureChoice;
  /**
   * How often children tell their counters, in milliseconds. Default 1000, which is often enough where
   * nobody looks: telling takes CPU in two processes (docs/performance.md).
   */
  readonly countersMs?: number | undefined;
  readonly log: Log;
  readonly limits?: Partial<PlacementLimits>;
  readonly times?: Partial<SupervisionTimes>;
}
