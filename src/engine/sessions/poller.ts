/**
 * Reads something again and again, one reading at a time: who asks while one is under way gets one more
 * reading after it, however many ask.
 */
export class Poller {
  readonly #read: () => Promise<void>;
  readonly #pauseMs: () => number;
  #timer: NodeJS.Timeout | null = null;
  #reading: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  /**
   * @param read Never rejects.
   * @param pauseMs From the end of one reading to the next; asked at each end.
   */
  constructor(read: () => Promise<void>, pauseMs: () => number) {
    this.#read = read;
    this.#pauseMs = pauseMs;
  }

  start(): void {
    this.poll();
  }

  /** What is being read is not waited for. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Reads now; once more when asked while one reading is under way. */
  poll(): void {
    if (this.#stopped) return;
    if (this.#reading !== null) {
      this.#again = true;
      return;
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
      if (this.#stopped) return;
      if (this.#again) {
        this.#again = false;
        this.poll();
        return;
      }
      this.#timer = setTimeout(() => {
        this.poll();
      }, this.#pauseMs());
    });
  }

  /** Resolves when it was read, successfully or not, after this call. */
  async refresh(): Promise<void> {
    this.poll();
    while (this.#reading !== null) await this.#reading;
  }
}
