/**
 * When the journal thread looks into the ring. To be woken for each packet costs the receiving thread a
 * system call and this one two changes of context. So while packets come, it looks every 7 ms without
 * being woken and takes what has gathered: a packet is written some 7 ms after its arrival at most. Only
 * after some looks in vain it sleeps until it is woken.
 */
export const LOOK_EVERY_MS = 7;

/** Senders of 18 packets a second and more keep it looking. */
const LOOKS_IN_VAIN = 8;

export class Pace {
  #left = 0;

  /** @param found Whether the last look found something. @returns Whether to sleep until woken. */
  sleepsAfter(found: boolean): boolean {
    this.#left = found ? LOOKS_IN_VAIN : Math.max(0, this.#left - 1);
    return this.#left === 0;
  }
}
