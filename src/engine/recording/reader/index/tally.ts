/** How many packets of whom arrived when: the part of an index that a timeline is drawn from. */
import { packetKinds } from '../../packet-size.ts';
import { TALLY_SECONDS, type SegmentTally } from './format.ts';

const STEP_MICROS = TALLY_SECONDS * 1e6;
/** Senders counted by themselves; a crowd larger than that is counted together. */
const MOST_SENDERS = 1000;
/** Of those that are not counted by themselves. */
const OTHERS = '';

type Steps = Map<number, number>;

export class TallyBuilder {
  readonly #steps = new Map<string, Steps>();
  #identity: string | null = null;
  #current: Steps | null = null;

  /** @param micros Arrival in microseconds. */
  see(kind: string, identity: string | null, micros: number): void {
    if (kind !== 'data' && !packetKinds.has(kind)) return;
    if (this.#current === null || identity !== this.#identity) {
      this.#identity = identity;
      this.#current = this.#of(identity ?? OTHERS);
    }
    const steps = this.#current;
    const step = Math.floor(micros / STEP_MICROS);
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }

  /** @param identities Those of the index. */
  rows(identities: readonly string[]): SegmentTally {
    const places = new Map(identities.map((identity, place) => [identity, place]));
    return [...this.#steps].map(([identity, steps]) => [
      places.get(identity) ?? -1,
      ...[...steps].flat(),
    ]);
  }

  #of(identity: string): Steps {
    const known = this.#steps.get(identity);
    if (known !== undefined) return known;
    const full = this.#steps.size >= MOST_SENDERS && identity !== OTHERS;
    if (full) return this.#of(OTHERS);
    const fresh: Steps = new Map();
    this.#steps.set(identity, fresh);
    return fresh;
  }
}
