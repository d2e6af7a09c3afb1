/** The recordings that are being looked at, in the thread that reads them. */
import type { LaneName } from '../../../shared/records.ts';
import { laneFolder } from '../lanes/lane-folder.ts';
import type { NoteView } from '../../../shared/notes.ts';
import type { RowsAnswer, RowsRequest, Timeline } from '../../../shared/timeline.ts';
import { feedRows } from './feed-rows.ts';
import { LaneLook } from './lane-look.ts';
import { timelineOf } from './timeline.ts';

/** Somebody looks at one session at a time; a few more, so that going back costs nothing. */
const MOST_LOOKS = 4;

/** What is looked at. `synced`: the last record of the lane that can change no more. */
export interface Looked {
  /** That of the recording. */
  readonly folder: string;
  readonly lane: LaneName;
  readonly synced: number;
}

export class Looks {
  readonly #looks = new Map<string, LaneLook>();

  /** Of a lane, in the order of its journal. */
  async notes({ folder, lane, synced }: Looked): Promise<readonly NoteView[]> {
    return (await this.#at(folder, lane).look(synced)).notes;
  }

  /** @param until Unix milliseconds up to which it goes; null: to the last that is known. */
  async timeline({ folder, lane, synced }: Looked, until: number | null): Promise<Timeline> {
    const look = this.#at(folder, lane);
    const counts = await look.tally.counts();
    return timelineOf({ counts, ...(await look.look(synced)) }, until);
  }

  rows({ folder, lane }: Looked, request: RowsRequest): Promise<RowsAnswer> {
    return feedRows(this.#at(folder, lane).reader, lane, request);
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
