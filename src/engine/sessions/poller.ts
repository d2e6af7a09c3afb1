/**
 * Reads something again and again, one reading at a time: who asks while one is under way gets one more
 * reading after it, however many ask.
 */
export class Poller {
  readonly #read: () => Promise<void>;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  /** @param read Never rejects. */
  constructor(read: () => Promise<void>, everyMs: number) {
    this.#read = read;
    this.#everyMs = everyMs;
  }

  start(): void {
    this.poll();
    this.#timer = setInterval(() => {
      this.poll();
    }, this.#everyMs);
  }

  /** What is being read is not waited for. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Reads now; once more when asked while one reading is under way. */
  poll(): void {
    if (this.#stopped) return;
    if (this.#reading !== null) {
      this.#again = true;
      return;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
      if (!this.#again) return;
      this.#again = false;
      this.poll();
    });
  }

  /** Resolves when it was read, successfully or not, after this call. */
  async refresh(): Promise<void> {
    this.poll();
    while (this.#reading !== null) await this.#reading;
  }
}
