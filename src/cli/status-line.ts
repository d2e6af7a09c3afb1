/** What `run` and `record` tell while they work: changes of phase, and counters now and then. */
import { inertLine } from '../shared/inert-text.ts';
import type { SessionView } from '../shared/snapshot.ts';
import { formatBytes } from '../engine/recording/receipt.ts';
import { printJson, printLine } from './output.ts';

const INTERVAL_MS = 5000;

export class StatusReporter {
  readonly #json: boolean;
  readonly #views: () => readonly SessionView[];
  readonly #phases = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;
  #reportedAt = 0;

  constructor(views: () => readonly SessionView[], json: boolean) {
    this.#views = views;
    this.#json = json;
    this.#timer = setInterval(() => {
      this.tick();
    }, 200);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  tick(): void {
    const due = Date.now() - this.#reportedAt >= INTERVAL_MS;
    if (due) this.#reportedAt = Date.now();
    for (const view of this.#views()) {
      const state = `${view.phase} ${view.error?.code ?? ''} ${view.warning?.code ?? ''}`;
      const changed = this.#phases.get(view.sessionId) !== state;
      this.#phases.set(view.sessionId, state);
      if (changed || (due && view.phase === 'recording')) this.#report(view);
    }
  }

  #report(view: SessionView): void {
    const journal = view.counters?.journal;
    if (this.#json) {
      printJson({
        type: 'session',
        sessionId: view.sessionId,
        name: view.name,
        phase: view.phase,
        recordingId: view.recordingId,
        folder: view.folder,
        messages: journal?.messages ?? 0,
        written: journal?.written ?? 0,
        synced: journal?.synced ?? 0,
        error: view.error,
        warning: view.warning,
      });
      return;
    }
    const counts =
      journal === undefined
        ? ''
        : `  ${journal.messages} messages, ${formatBytes(journal.bytes)}, written to record ${journal.written}, synced to ${journal.synced}`;
    const problem = view.error ?? view.warning;
    const trouble = problem === null ? '' : `  ${problem.message}; ${problem.fix}`;
    printLine(inertLine(`${view.phase.padEnd(12)} ${view.name}${counts}${trouble}`));
  }
}
