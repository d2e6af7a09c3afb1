/** Keeps the computer awake while something is recorded: a sleeping one hears nothing. */
import { powerSaveBlocker } from 'electron';
import type { Log } from '../shared/log.ts';

export class SleepBlocker {
  readonly #log: Log;
  #blocker: number | null = null;

  constructor(log: Log) {
    this.#log = log;
  }

  get active(): boolean {
    return this.#blocker !== null && powerSaveBlocker.isStarted(this.#blocker);
  }

  set(wanted: boolean): void {
    if (wanted === this.active) return;
    if (wanted) this.#blocker = powerSaveBlocker.start('prevent-app-suspension');
    else if (this.#blocker !== null) powerSaveBlocker.stop(this.#blocker);
    this.#log.info(wanted ? 'sleep is blocked while recording' : 'sleep is allowed again');
  }
}
