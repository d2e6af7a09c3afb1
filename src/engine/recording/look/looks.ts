/** The recordings that are being looked at, in the thread that reads them. */
import type { LaneName } from '../../../shared/records.ts';
import { laneFolder } from '../lanes/lane-folder.ts';
import { LaneLook } from './lane-look.ts';

/** Somebody looks at one session at a time; a few more, so that going back costs nothing. */
const MOST_LOOKS = 4;

export class Looks {
  readonly #looks = new Map<string, LaneLook>();

  /** @param folder That of the recording. */
  at(folder: string, lane: LaneName): LaneLook {
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
