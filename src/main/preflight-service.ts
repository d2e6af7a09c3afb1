/** The check before a class: one run at a time, whether or not the recorder runs beside it. */
import type { EngineConfig } from '../engine/config/config.ts';
import type { Engine } from '../engine/engine.ts';
import { CheckRun } from '../engine/preflight/check-run.ts';
import { preflightSteps } from '../engine/preflight/steps.ts';
import type { RoundTrip } from '../engine/preflight/round-trip.ts';
import { RecorderError, viewOfError } from '../shared/errors.ts';
import type { CheckedPart, PartTest, PreflightView } from '../shared/ipc/preflight.ts';
import { redact } from '../shared/redact.ts';
import { preflightStrings } from '../shared/strings/preflight.ts';
import type { Readiness } from './setup/setup-service.ts';

export interface PreflightOptions {
  readonly readiness: () => Readiness;
  /** The name of a project, as far as it is known by now. */
  readonly nameOf: (projectId: string) => string;
  /** @throws RecorderError while the recorder does not run */
  readonly engine: () => Pick<Engine, 'roundTrip'>;
  readonly onChange: () => void;
}

export class PreflightService {
  readonly #options: PreflightOptions;
  #check: CheckRun | null = null;
  #roundTrip: RoundTrip | null = null;

  constructor(options: PreflightOptions) {
    this.#options = options;
  }

  /** Nothing while one runs. @throws RecorderError `config-…` when there is nothing to be checked yet */
  begin(): void {
    if (this.#isBusy) return;
    const { nameOf, onChange } = this.#options;
    this.#check = new CheckRun(preflightSteps(this.#config()), nameOf, onChange);
    onChange();
  }

  /** A test session in this project. Nothing while a run is under way. @throws RecorderError */
  beginRoundTrip(projectId: string): void {
    if (this.#isBusy) return;
    const { engine, onChange } = this.#options;
    this.#roundTrip = engine().roundTrip(projectId, onChange);
    onChange();
  }

  /** The steps of one part, with what is saved. @throws RecorderError `config-…` */
  testPart(part: CheckedPart): Promise<PartTest[]> {
    const steps = preflightSteps(this.#config()).filter((step) => step.part === part);
    return Promise.all(
      steps.map(async ({ step, run }): Promise<PartTest> => {
        try {
          return { step, detail: redact(await run()), error: null };
        } catch (thrown) {
          const view = viewOfError(thrown);
          return { step, detail: '', error: { ...view, message: redact(view.message) } };
        }
      }),
    );
  }

  cancel(): void {
    this.#check?.cancel();
    if (this.#roundTrip?.isRunning === true) this.#roundTrip.cancel();
  }

  view(): PreflightView {
    return { check: this.#check?.view() ?? null, roundTrip: this.#roundTrip?.view() ?? null };
  }

  get #isBusy(): boolean {
    return this.#check?.isRunning === true || this.#roundTrip?.isRunning === true;
  }

  #config(): EngineConfig {
    const readiness = this.#options.readiness();
    switch (readiness.state) {
      case 'ready':
        return readiness.config;
      case 'not-set-up':
        throw new RecorderError('config-missing-name', preflightStrings.notSetUp);
      case 'secrets-missing':
        throw new RecorderError('config-missing-name', preflightStrings.secretsMissing);
    }
  }
}
