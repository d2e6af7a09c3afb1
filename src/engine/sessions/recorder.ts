/** What records one room, with one lane or two. */
import type { RoomCounters } from '../../shared/capture-protocol.ts';
import type { ErrorView } from '../../shared/errors.ts';
import type { LaneName } from '../../shared/records.ts';
import type { SessionPhase } from '../../shared/snapshot.ts';

/** Why nothing is captured any more. */
export type RoomOutcome =
  | { readonly outcome: 'stopped' }
  | { readonly outcome: 'ended'; readonly reason: 'room-deleted' | 'room-closed' | 'removed' }
  | { readonly outcome: 'ghost'; readonly foundSessionId: string | null };

export interface Recorder {
  /** `recording` only while bytes reach the disk. */
  readonly phase: SessionPhase;
  /** Since when it is in that phase, in unix milliseconds. */
  readonly since: number;
  /** What keeps the room from being recorded. */
  readonly error: ErrorView | null;
  /** What is wrong although the room is being recorded: one of two lanes is down. */
  readonly warning: ErrorView | null;
  /** The lane that counters and feed come from. */
  readonly lane: LaneName;
  readonly counters: RoomCounters | null;
  readonly done: boolean;
  /**
   * Drains and closes.
   * @param sessionStopped The session that is over, for the journal's last record; or null.
   */
  stop(sessionStopped: string | null): void;
}
