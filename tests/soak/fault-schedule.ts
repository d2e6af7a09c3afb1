/** Which fault comes when: each once before any comes again, in an order of the seed's. */
import { setTimeout as sleep } from 'node:timers/promises';
import { soakFaults, type SoakFault, type SoakWorld } from './soak-faults.ts';

/** So many of the turns bring two faults, in different parts. */
const DOUBLE_SHARE = 0.3;

export interface FaultScheduleOptions {
  readonly minutes: number;
  /** Part of the names of the faults that may come; '' for all. */
  readonly only: string;
}

export class FaultSchedule {
  readonly #world: SoakWorld;
  readonly #minutes: number;
  readonly #turns: Generator<SoakFault, never>;
  readonly #everyMs: number;
  readonly counts = new Map<string, number>();
  #restless = false;
  #calmSince = Date.now();

  constructor(world: Omit<SoakWorld, 'longestMs'>, { minutes, only }: FaultScheduleOptions) {
    const every = minutes >= 10 ? 30_000 : 8000;
    this.#world = { ...world, longestMs: Math.min(9000, every * 0.7) };
    this.#minutes = minutes;
    this.#everyMs = every;
    const parts = only.split(',');
    const chosen = soakFaults.filter(({ name }) => parts.some((part) => name.includes(part)));
    if (chosen.length === 0) throw new Error(`no fault has "${only}" in its name`);
    this.#turns = world.random.rounds(chosen);
  }

  /**
   * Resolves when nothing has been wrong for so long between devices and recorder: what a server holds
   * back while it stands still, or while the network loses, is gone when its room is deleted, and no
   * recorder can know of it.
   */
  async calm(milliseconds: number): Promise<void> {
    while (this.#restless || Date.now() - this.#calmSince < milliseconds) await sleep(100);
  }

  countOf(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** Resolves when the last fault is over. @throws Error when a server does not come back */
  async run(): Promise<void> {
    const ends = Date.now() + this.#minutes * 60_000;
    while (Date.now() + this.#everyMs <= ends) {
      const nextAt = Date.now() + this.#everyMs;
      const faults = this.#next();
      const names = faults.map(({ name }) => name);
      console.info(`${new Date().toISOString()} ${names.join(', and ')}`);
      for (const name of names) this.counts.set(name, this.countOf(name) + 1);
      this.#restless = faults.some(({ part }) => part === 'livekit' || part === 'network');
      await Promise.all(faults.map((fault) => fault.run(this.#world)));
      if (this.#restless) this.#calmSince = Date.now();
      this.#restless = false;
      await sleep(Math.max(0, nextAt - Date.now()));
    }
  }

  #next(): SoakFault[] {
    const first = this.#turns.next().value;
    if (this.#world.random.next() >= DOUBLE_SHARE) return [first];
    const second = this.#turns.next().value;
    return second.part === first.part ? [first] : [first, second];
  }
}
