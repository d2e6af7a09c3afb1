/** JSON strings, in UTF-8, of texts that come again and again: identities, sids, topics. Never grows far. */
const MOST = 1000;
const LONGEST = 200;

export class QuotedTexts {
  readonly #known = new Map<string, Uint8Array>();

  /** The bytes of `JSON.stringify(text)`. */
  of(text: string): Uint8Array {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const quoted = Buffer.from(JSON.stringify(text));
    if (text.length > LONGEST) return quoted;
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(text, quoted);
    return quoted;
  }
}
