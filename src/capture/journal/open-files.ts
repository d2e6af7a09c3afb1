/**
 * Bounds how many segments are open at once (reliability.md §4: at most 256), however many rooms there
 * are: the one that was not used for the longest time gives its descriptor back until its next use.
 */
interface Parkable {
  readonly syncing: boolean;
  park(): void;
}

export class OpenFiles {
  readonly #limit: number;
  readonly #byUse = new Set<Parkable>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get count(): number {
    return this.#byUse.size;
  }

  /** That file is open and has just been used. Parks others while there are too many. */
  used(file: Parkable): void {
    this.#byUse.delete(file);
    this.#byUse.add(file);
    if (this.#byUse.size <= this.#limit) return;
    for (const other of this.#byUse) {
      if (other === file || other.syncing) continue;
      // Written bytes stay in the system's cache; the sync that they wait for opens the file again.
      other.park();
      this.#byUse.delete(other);
      if (this.#byUse.size <= this.#limit) return;
    }
  }

  forget(file: Parkable): void {
    this.#byUse.delete(file);
  }
}
