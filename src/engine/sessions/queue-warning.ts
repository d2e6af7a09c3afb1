import type { JournalMetrics } from '../../shared/capture-protocol.ts';
import type { Log } from '../../shared/log.ts';

/** Shares of the limit at which a person hears of it, and at which it is well again. */
const FULL = 0.5;
const WELL = 0.1;

/** Warns, once each time, that the disk takes less than what arrives: before anything is lost. */
export class QueueWarning {
  readonly #log: Log;
  #warned = false;

  constructor(log: Log) {
    this.#log = log;
  }

  see({ queueBytes, queueLimitBytes }: JournalMetrics): void {
    if (queueLimitBytes === 0) return;
    const share = queueBytes / queueLimitBytes;
    if (!this.#warned && share >= FULL) {
      this.#warned = true;
      const advice = 'nothing is lost yet; free the disk of other work';
      this.#log.warn('the disk is slower than what arrives', {
        queueBytes,
        queueLimitBytes,
        advice,
      });
    } else if (this.#warned && share <= WELL) {
      this.#warned = false;
      this.#log.info('the disk keeps up again', { queueBytes });
    }
  }
}
