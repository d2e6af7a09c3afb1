/** JSON strings of texts that come again and again: identities, sids, topics. Never grows far. */
const MOST = 1000;
const LONGEST = 200;

export class QuotedTexts {
  readonly #known = new Map<string, string>();

  /** The same as `JSON.stringify(text)`. */
  of(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const quoted = JSON.stringify(text);
    if (text.length > LONGEST) return quoted;
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(text, quoted);
    return quoted;
  }
}
