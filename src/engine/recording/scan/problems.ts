/** What is wrong with a recording, in words; the first thousand of it, and how many more. */
const MOST = 1000;

export class Problems {
  readonly #texts: string[] = [];
  #more = 0;

  add(text: string): void {
    if (this.#texts.length < MOST) this.#texts.push(text);
    else this.#more += 1;
  }

  texts(): string[] {
    return this.#more === 0 ? [...this.#texts] : [...this.#texts, `and ${this.#more} more`];
  }
}
