/** The recordings that are being looked at, in the thread that reads them. */
import { pathExists } from '../../path-exists.ts';
import type { LaneName } from '../../../shared/records.ts';
import { laneFolder } from '../lanes/lane-folder.ts';
import type { NoteView } from '../../../shared/notes.ts';
import type { RowsAnswer, RowsRequest, Timeline } from '../../../shared/timeline.ts';
import { feedRows } from './feed-rows.ts';
import { LaneLook } from './lane-look.ts';
import type { StepCounts } from './step-counts.ts';
import { timelineOf } from './timeline.ts';
import { eventsOfLanes, type LaneFound } from './two-lanes.ts';

/** Somebody looks at one session at a time; a few more, so that going back costs nothing. */
const MOST_LOOKS = 6;

/** The last record of a recording that is final. */
const FINAL = Number.MAX_SAFE_INTEGER;
const OTHER: Readonly<Record<LaneName, LaneName>> = { a: 'b', b: 'a' };

/** What is looked at. `synced`: the last record of the lane that can change no more. */
export interface Looked {
  /** That of the recording. */
  readonly folder: string;
  readonly lane: LaneName;
  readonly synced: number;
}

interface LaneSeen {
  readonly counts: StepCounts;
  readonly found: LaneFound;
}

export class Looks {
  readonly #looks = new Map<string, LaneLook>();

  /** Of a lane, in the order of its journal. */
  async notes({ folder, lane, synced }: Looked): Promise<readonly NoteView[]> {
    return (await this.#at(folder, lane).look(synced)).notes;
  }

  /**
   * Of both lanes where there are two: each sender as the lane counts it that has more.
   * @param until Unix milliseconds up to which it goes; null: to the last that is known.
   */
  async timeline(looked: Looked, until: number | null): Promise<Timeline> {
    const { folder, lane, synced } = looked;
    const { counts, found } = await this.#see(looked);
    const other = OTHER[lane];
    if (!(await pathExists(laneFolder(folder, 'b')))) {
      return timelineOf({ lanes: [counts], events: found.events, notes: found.notes }, until);
    }
    // How far the other lane is synced is not known here: it is read anew until the recording is final.
    const isFinal = synced === FINAL;
    const second = await this.#see({ folder, lane: other, synced: isFinal ? FINAL : 0 });
    const events = eventsOfLanes(found, second.found, isFinal);
    const lanes = [counts, second.counts];
    return timelineOf({ lanes, events, notes: found.notes }, until);
  }

  rows({ folder, lane }: Looked, request: RowsRequest): Promise<RowsAnswer> {
    return feedRows(this.#at(folder, lane).reader, lane, request);
  }

  async #see({ folder, lane, synced }: Looked): Promise<LaneSeen> {
    const look = this.#at(folder, lane);
    const counts = await look.tally.counts();
    return { counts, found: { ...(await look.look(synced)), lane, until: lastOf(counts) } };
  }

  #at(folder: string, lane: LaneName): LaneLook {
    const path = laneFolder(folder, lane);
    const look = this.#looks.get(path) ?? new LaneLook(path, lane);
    this.#looks.delete(path);
    this.#looks.set(path, look);
    for (const oldest of this.#looks.keys()) {
      if (this.#looks.size <= MOST_LOOKS) break;
      this.#looks.delete(oldest);
    }
    return look;
  }
}

/** Since the beginning of that step at least there has been a message. */
function lastOf({ until, stepSeconds }: StepCounts): bigint | null {
  return until === null ? null : BigInt(until - stepSeconds) * 1_000_000_000n;
}
