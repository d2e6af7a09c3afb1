/** One run of all checks: those of different projects side by side, those of one in order. */
import PQueue from 'p-queue';
import type { CheckedPart, CheckView } from '../../shared/ipc/preflight.ts';
import { StepBoard } from './step-board.ts';
import type { PreflightStep } from './steps.ts';

/** Projects that are checked at the same time. */
const SIDE_BY_SIDE = 4;

export class CheckRun {
  readonly #board: StepBoard<CheckedPart>;
  readonly #startedAt = Date.now();
  readonly #ending = new AbortController();
  readonly #onChange: () => void;
  #endedAt: number | null = null;
  /** Resolves when it is over, whatever came of it. Never rejects. */
  readonly done: Promise<void>;

  /**
   * Begins at once.
   * @param nameOf The name of a project, as people know it.
   * @param onChange Its view is another one now.
   */
  constructor(
    steps: readonly PreflightStep[],
    nameOf: (projectId: string) => string,
    onChange: () => void,
  ) {
    this.#onChange = onChange;
    const heads = steps.map(({ step, part, projectId }) => {
      const project = projectId === null ? null : { id: projectId, name: nameOf(projectId) };
      return { id: step, part, project };
    });
    this.#board = new StepBoard(heads, onChange);
    this.done = this.#run(steps);
  }

  get isRunning(): boolean {
    return this.#endedAt === null;
  }

  /** At once; what a step still does ends by itself within its own limit, and changes nothing here. */
  cancel(): void {
    if (!this.isRunning) return;
    this.#ending.abort();
    this.#finish();
  }

  view(): CheckView {
    const { aborted } = this.#ending.signal;
    return {
      state: this.isRunning ? 'running' : aborted ? 'cancelled' : 'done',
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      steps: this.#board.steps(),
    };
  }

  async #run(steps: readonly PreflightStep[]): Promise<void> {
    const groups = new Map<string | null, PreflightStep[]>();
    for (const step of steps) {
      groups.set(step.projectId, [...(groups.get(step.projectId) ?? []), step]);
    }
    const queue = new PQueue({ concurrency: SIDE_BY_SIDE });
    const { signal } = this.#ending;
    await queue.addAll(
      [...groups.values()].map((group) => async () => {
        for (const { step, run } of group) await this.#board.perform(step, () => run(signal));
      }),
    );
    if (this.isRunning) this.#finish();
  }

  #finish(): void {
    this.#endedAt = Date.now();
    this.#board.close();
    this.#onChange();
  }
}
