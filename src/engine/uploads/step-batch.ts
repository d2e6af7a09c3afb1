/** How long a step waits for others; short beside the answer of any store. */
const WAIT_MS = 4;
/** So many are committed at once, so that the loop is not held up for long. */
const MAX_STEPS = 64;

interface Step {
  /** Runs the step; how it ended is told by what is returned, once it is committed. */
  readonly run: () => () => void;
  readonly fail: (thrown: unknown) => void;
}

/**
 * Puts steps of the ledger that come within some milliseconds of each other into one commit: with many
 * small files, a commit for each costs more than sending them.
 */
export class StepBatch {
  readonly #together: (work: () => void) => void;
  #steps: Step[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** @param together runs its work in one commit, and undoes all of it when the work throws */
  constructor(together: (work: () => void) => void) {
    this.#together = together;
  }

  /** Resolves with what `work` gave, once it is committed; rejects when it threw or cannot be. */
  add<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#steps.push({
        run: () => {
          const result = work();
          return () => {
            resolve(result);
          };
        },
        fail: reject,
      });
      if (this.#steps.length >= MAX_STEPS) this.#flush();
      else {
        this.#timer ??= setTimeout(() => {
          this.#flush();
        }, WAIT_MS);
      }
    });
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const steps = this.#steps;
    this.#steps = [];
    try {
      this.#commit(steps);
    } catch {
      // One that fails must not take the others with it: each for itself.
      for (const step of steps) {
        try {
          this.#commit([step]);
        } catch (thrown) {
          step.fail(thrown);
        }
      }
    }
  }

  #commit(steps: readonly Step[]): void {
    let told: (() => void)[] = [];
    this.#together(() => {
      told = steps.map(({ run }) => run());
    });
    for (const tell of told) tell();
  }
}
