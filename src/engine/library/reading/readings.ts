/** The recordings that are being looked at; a window that was lost cannot leave many behind. */
import { RecorderError } from '../../../shared/errors.ts';
import type { ReadFilter, ReadingView } from '../../../shared/ipc/reading.ts';
import { Reading } from './reading.ts';

/** More than a window shows at once. */
const MOST = 4;

export class Readings {
  readonly #report: (view: ReadingView) => void;
  readonly #open = new Map<number, Reading>();

  constructor(report: (view: ReadingView) => void) {
    this.#report = report;
  }

  /** Begins to search; the oldest is closed when there are too many. */
  open(id: number, folder: string, filter: ReadFilter): void {
    const reading = new Reading(id, folder, filter, this.#report);
    this.#open.set(id, reading);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MOST) break;
      this.close(oldest);
    }
    void reading.search();
  }

  /** @throws RecorderError `usage` when it is closed */
  get(id: number): Reading {
    const reading = this.#open.get(id);
    if (reading !== undefined) return reading;
    throw new RecorderError('usage', 'This search is closed; begin it again.');
  }

  /** What is found so far stays. */
  stop(id: number): void {
    this.#open.get(id)?.stop();
  }

  close(id: number): void {
    this.stop(id);
    this.#open.delete(id);
  }
}
