/** The recorder of a soak: killed and started again on the same data, as a service manager would. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecorderProcess } from '../support/recorder-process.ts';

const START_AGAIN_MS = 1000;

export class SoakRecorder {
  readonly #start: () => RecorderProcess;
  readonly #killed = new Set<RecorderProcess>();
  #current: RecorderProcess;
  #ended = false;
  /** Ends that nobody asked for, of recorders that had been ready. */
  readonly crashes: string[] = [];
  /** Starts that were refused, because a disk was full or a lock held. */
  refusals = 0;
  starts = 0;

  constructor(start: () => RecorderProcess) {
    this.#start = start;
    this.#current = this.#begin();
  }

  get current(): RecorderProcess {
    return this.#current;
  }

  /** Process ids by role; those that are there now. */
  pids(): ReadonlyMap<string, number> {
    const pids = new Map<string, number>();
    if (!this.#current.running) return pids;
    pids.set('recorder', this.#current.pid);
    const child = this.#child();
    if (child !== null) pids.set('capture', child);
    return pids;
  }

  /** SIGKILL, and a new one after a while. `parent`: what it started is left to itself. */
  async kill(who: 'all' | 'parent', awayMs: number): Promise<void> {
    const recorder = this.#current;
    this.#killed.add(recorder);
    if (recorder.running) await (who === 'all' ? recorder.killAll() : recorder.killParent());
    await sleep(awayMs);
    this.#current = this.#begin();
  }

  killChild(): void {
    const child = this.#child();
    if (child !== null) process.kill(child, 'SIGKILL');
  }

  /** SIGSTOP of the capture child for so long. */
  async stopChild(milliseconds: number): Promise<void> {
    const child = this.#child();
    if (child === null) return;
    process.kill(child, 'SIGSTOP');
    await sleep(milliseconds);
    try {
      process.kill(child, 'SIGCONT');
    } catch {
      // The recorder did not wait for it so long.
    }
  }

  /** The phase of a session as the recorder that runs now last told it; null when it has not. */
  phaseOf(sessionId: string): string | null {
    const last = this.#current.lines.findLast(
      (line) => line.type === 'session' && line['sessionId'] === sessionId,
    );
    const phase = last?.['phase'];
    return this.#current.running && typeof phase === 'string' ? phase : null;
  }

  /** An orderly end; it is not started again. @returns its exit code */
  async stop(): Promise<number | null> {
    this.abandon();
    return this.#current.stop();
  }

  /** However it ends from now on, it is not started again. */
  abandon(): void {
    this.#ended = true;
  }

  #begin(): RecorderProcess {
    const recorder = this.#start();
    this.starts += 1;
    void this.#watch(recorder);
    return recorder;
  }

  async #watch(recorder: RecorderProcess): Promise<void> {
    const code = await recorder.exited;
    if (this.#killed.has(recorder) || this.#ended) return;
    if (recorder.lines.some(({ type }) => type === 'ready')) {
      this.crashes.push(`ended with ${code ?? 'a signal'}:\n${recorder.logTail()}`);
    } else this.refusals += 1;
    await sleep(START_AGAIN_MS);
    if (this.#current === recorder && !this.#isEnded()) this.#current = this.#begin();
  }

  #isEnded(): boolean {
    return this.#ended;
  }

  #child(): number | null {
    try {
      return this.#current.running ? this.#current.capturePid : null;
    } catch {
      // None now: it was killed, or it is being started.
      return null;
    }
  }
}
