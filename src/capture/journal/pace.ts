/**
 * When the journal thread looks into the ring. To be woken for each packet costs the receiving thread a
 * system call and this one two changes of context. So while packets come, it looks every 7 ms without
 * being woken and takes what has gathered: a packet is written some 7 ms after its arrival at most. Only
 * after some looks in vain it sleeps until it is woken. Where other programs make it wait for the
 * processor, so that packets are written later than that, it looks every 4 ms.
 */
import { TOO_MANY_LATE } from '../../shared/late.ts';

const LOOK_EVERY_MS = 7;
const LOOK_SOONER_MS = 4;

/** How often it has to be judged in time until it looks less often again. */
const SOONER_FOR = 5;

/** Senders of 18 packets a second and more keep it looking. */
const LOOKS_IN_VAIN = 8;

export class Pace {
  #left = 0;
  #messages = 0;
  #late = 0;
  #sooner = 0;

  get lookEveryMs(): number {
    return this.#sooner > 0 ? LOOK_SOONER_MS : LOOK_EVERY_MS;
  }

  /** @param found Whether the last look found something. @returns Whether to sleep until woken. */
  sleepsAfter(found: boolean): boolean {
    this.#left = found ? LOOKS_IN_VAIN : Math.max(0, this.#left - 1);
    return this.#left === 0;
  }

  /** Once a second: what was written since the start, and how much of it late. */
  judge(messages: number, late: number): void {
    const isLate = late - this.#late > (messages - this.#messages) * TOO_MANY_LATE;
    this.#sooner = isLate ? SOONER_FOR : Math.max(0, this.#sooner - 1);
    this.#messages = messages;
    this.#late = late;
  }
}
