/** A fixed piece of a line, compared four bytes at a time: half the time of byte by byte. */
export class Literal {
  readonly length: number;
  /** The bytes as little-endian words, one after the other. */
  readonly #words: Int32Array;
  /** The last four bytes, which may share some with the word before. */
  readonly #last: number;

  /** @param text ASCII, at least four bytes. */
  constructor(text: string) {
    const bytes = Buffer.from(text, 'latin1');
    this.length = bytes.length;
    this.#words = new Int32Array(Math.floor((bytes.length - 1) / 4));
    for (let word = 0; word < this.#words.length; word += 1) {
      this.#words[word] = bytes.readInt32LE(word * 4);
    }
    this.#last = bytes.readInt32LE(bytes.length - 4);
  }

  /** Whether it stands at `at`, and ends at `limit` or before. @param limit Within the view. */
  isAt(view: DataView, at: number, limit: number): boolean {
    const words = this.#words;
    if (at + this.length > limit) return false;
    for (let word = 0; word < words.length; word += 1) {
      if (view.getInt32(at + word * 4, true) !== words[word]) return false;
    }
    return view.getInt32(at + this.length - 4, true) === this.#last;
  }
}
