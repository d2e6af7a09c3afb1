import { setTimeout as sleep } from 'node:timers/promises';

/** Asks every 200 ms until the answer is not null or undefined. @throws Error after `seconds` */
export async function until<T>(
  what: string,
  ask: () => T | null | undefined | Promise<T | null | undefined>,
  seconds = 15,
): Promise<T> {
  const giveUp = Date.now() + seconds * 1_000;
  for (;;) {
    const value = await ask();
    if (value !== null && value !== undefined) return value;
    if (Date.now() > giveUp) throw new Error(`${what} did not come within ${seconds} s`);
    await sleep(200);
  }
}
