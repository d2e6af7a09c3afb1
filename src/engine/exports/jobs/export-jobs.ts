/**
 * Exports that the window ordered: one at a time, each in a thread of its own with bounded memory, the
 * others wait. They go on whatever the window shows; the last ones are remembered until the app ends.
 */
import { RecorderError } from '../../../shared/errors.ts';
import type { ExportJob } from '../../../shared/ipc/exports.ts';
import { Job, type NewJob } from './job.ts';

/** More is a mistake rather than a plan. */
const MOST_WAITING = 20;
const MOST_KEPT = 50;

export interface ExportJobsOptions {
  /** The built thread of one export, and the built helper that reads for it. */
  readonly entry: URL;
  readonly helper: URL;
  /** Something in `views` is another now. */
  readonly onChange: () => void;
}

export class ExportJobs {
  readonly #options: ExportJobsOptions;
  readonly #jobs: Job[] = [];
  #nextId = 1;
  #ended = false;

  constructor(options: ExportJobsOptions) {
    this.#options = options;
  }

  /** @returns Its id. @throws RecorderError `export-queue-full` */
  begin(order: NewJob): number {
    if (this.#jobs.filter((job) => job.state === 'waiting').length >= MOST_WAITING) {
      throw new RecorderError('export-queue-full', `${MOST_WAITING} exports wait already`);
    }
    const jobId = this.#nextId;
    this.#nextId += 1;
    this.#jobs.push(new Job(jobId, order));
    const over = this.#jobs.filter((job) => job.isOver);
    for (const old of over.slice(0, Math.max(0, over.length - MOST_KEPT))) this.forget(old.jobId);
    this.#next();
    this.#options.onChange();
    return jobId;
  }

  /** Oldest first. */
  views(): ExportJob[] {
    return this.#jobs.map((job) => job.view());
  }

  /** It leaves nothing behind. */
  cancel(jobId: number): void {
    this.#find(jobId)?.cancel();
    this.#options.onChange();
  }

  /** Takes one that is over off the list; what it made stays. */
  forget(jobId: number): void {
    const at = this.#jobs.findIndex((job) => job.jobId === jobId && job.isOver);
    if (at !== -1) this.#jobs.splice(at, 1);
    this.#options.onChange();
  }

  /** Cancels everything; resolves when nothing is left of it. */
  async stop(): Promise<void> {
    this.#ended = true;
    for (const job of this.#jobs) job.cancel();
    await Promise.all(this.#jobs.map((job) => job.ended));
  }

  #next(): void {
    if (this.#ended || this.#jobs.some((job) => job.state === 'running')) return;
    const job = this.#jobs.find((waiting) => waiting.state === 'waiting');
    if (job === undefined) return;
    const { entry, helper, onChange } = this.#options;
    void job.run(entry, helper, onChange).then(() => {
      onChange();
      this.#next();
    });
  }

  #find(jobId: number): Job | undefined {
    return this.#jobs.find((job) => job.jobId === jobId);
  }
}
