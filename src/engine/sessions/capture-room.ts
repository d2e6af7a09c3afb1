/** How one room hears from its capture child. */
import type { GapRecord } from '../../shared/records.ts';
import type { RoomCounters, RoomStateMessage } from '../../shared/capture-protocol.ts';
import type { RecorderError } from '../../shared/errors.ts';

export interface LinkGrantMessage {
  readonly url: string;
  readonly token: string;
  readonly identity: string;
}

export interface RoomHandlers {
  requestGrant(): Promise<LinkGrantMessage>;
  onState(state: RoomStateMessage): void;
  onCounters(counters: RoomCounters): void;
  onSegmentClosed(file: string, size: number): void;
  /**
   * The journal is closed; or the child refused the room (error).
   * @param gap What is missing and could not be declared in the journal.
   */
  onClosed(error: RecorderError | null, gap: GapRecord | null): void;
  /** The child is gone; the room is not recorded any more until it is started again. */
  onDied(error: RecorderError): void;
}
