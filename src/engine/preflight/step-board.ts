/** Steps of a run, each with its state, as somebody looks at them while they change. */
import { viewOfError, type ErrorView } from '../../shared/errors.ts';
import type { StepState } from '../../shared/ipc/preflight.ts';

export interface StepHead<Part extends string> {
  readonly id: string;
  readonly part: Part;
  readonly project: { readonly id: string; readonly name: string } | null;
}

export interface BoardStep<Part extends string> extends StepHead<Part> {
  readonly state: StepState;
  readonly detail: string | null;
  readonly error: ErrorView | null;
  /** Milliseconds, by a monotonic clock; null until it is over. */
  readonly tookMs: number | null;
}

export class StepBoard<Part extends string> {
  readonly #steps: BoardStep<Part>[];
  readonly #onChange: () => void;
  #isClosed = false;

  constructor(heads: readonly StepHead<Part>[], onChange: () => void) {
    this.#steps = heads.map((head) => ({
      ...head,
      ...{ state: 'waiting', detail: null, error: null, tookMs: null },
    }));
    this.#onChange = onChange;
  }

  steps(): BoardStep<Part>[] {
    return this.#steps.map((step) => ({ ...step }));
  }

  /**
   * @param work Resolves with what was found, in words.
   * @returns Whether it went well. Never rejects; after `close` it does nothing any more.
   */
  async perform(id: string, work: () => Promise<string>): Promise<boolean> {
    if (this.#isClosed) return false;
    const began = performance.now();
    this.#set(id, { state: 'running' });
    const tookMs = (): number => Math.round(performance.now() - began);
    try {
      const detail = await work();
      this.#set(id, { state: 'ok', detail, tookMs: tookMs() });
      return true;
    } catch (thrown) {
      this.#set(id, { state: 'failed', error: viewOfError(thrown), tookMs: tookMs() });
      return false;
    }
  }

  /** What is not over is skipped, and whatever still comes of it is not shown. */
  close(): void {
    if (this.#isClosed) return;
    for (const { id, state } of this.#steps) {
      if (state === 'waiting' || state === 'running') this.#set(id, { state: 'skipped' });
    }
    this.#isClosed = true;
  }

  #set(id: string, change: Partial<BoardStep<Part>>): void {
    const at = this.#steps.findIndex((step) => step.id === id);
    const step = this.#steps[at];
    if (this.#isClosed || step === undefined) return;
    this.#steps[at] = { ...step, ...change };
    this.#onChange();
  }
}
