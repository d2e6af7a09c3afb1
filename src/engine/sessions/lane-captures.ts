/** The capture children of both lanes: apart, so that the death of one never touches the other. */
import { routesOf, type Route } from '../../shared/capture-protocol.ts';
import type { FeedRow } from '../../shared/feed-row.ts';
import type { LaneName, NoteRecord } from '../../shared/records.ts';
import { CaptureSupervisor } from './capture-supervisor.ts';
import type { CaptureSupervisorOptions } from './capture-supervisor-options.ts';

type OnFeed = (rows: readonly FeedRow[], skipped: number) => void;

export class LaneCaptures {
  readonly a: CaptureSupervisor;
  /** Starts no child before a room is recorded twice. */
  readonly b: CaptureSupervisor;
  /** Lane b takes another way into the room where there is one. */
  readonly routesB: readonly Route[];

  constructor(options: CaptureSupervisorOptions) {
    this.routesB = otherRoutes(routesOf[options.choice]);
    this.a = new CaptureSupervisor(options);
    this.b = new CaptureSupervisor(options);
  }

  /**
   * Whose messages the live feed carries; null for none.
   * @param laneOf The lane that shows the room now: the feed of the other is left out.
   */
  watch(
    recordingId: string | null,
    laneOf: (recordingId: string) => LaneName,
    onFeed: OnFeed,
  ): void {
    const from =
      (lane: LaneName): OnFeed =>
      (rows, skipped) => {
        if (recordingId === null || laneOf(recordingId) !== lane) return;
        onFeed(lane === 'a' ? rows : rows.map((row) => ({ ...row, lane })), skipped);
      };
    this.a.watch(recordingId, from('a'));
    this.b.watch(recordingId, from('b'));
  }

  /** Into the journal of each lane that records. False when none does. */
  note(recordingId: string, note: NoteRecord): boolean {
    const written = [this.a.note(recordingId, note), this.b.note(recordingId, note)];
    return written.includes(true);
  }

  /** What all children have written since their start, and how much of it late; null: none runs. */
  get written(): { readonly messages: number; readonly late: number } | null {
    const journals = [this.a, this.b].flatMap((lane) => lane.view().journal ?? []);
    if (journals.length === 0) return null;
    return {
      messages: journals.reduce((sum, { written }) => sum + written.count, 0),
      late: journals.reduce((sum, { late }) => sum + late, 0),
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.a.stop(), this.b.stop()]);
  }
}

/** The second way first: what blocks or breaks UDP does not take both lanes. */
function otherRoutes(routes: readonly Route[]): readonly Route[] {
  const [first, second, ...rest] = routes;
  return first === undefined || second === undefined ? routes : [second, first, ...rest];
}
