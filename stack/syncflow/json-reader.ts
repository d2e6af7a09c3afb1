/**
 * Reads JSON byte by byte and fails with the texts and positions of Rust's serde_json, which SyncFlow
 * shows to its clients. `line` and `column` count from 1; the column counts bytes.
 */
export class JsonSyntaxError extends Error {}

export type Scalar =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const numberShape = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

export class JsonReader {
  readonly #bytes: Buffer;
  /** One character for each byte, for the number shape. */
  readonly #latin: string;
  #index = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes);
    this.#latin = this.#bytes.toString('latin1');
  }

  /** Skips white space; the character that follows, or undefined at the end. It is not consumed. */
  peek(): string | undefined {
    while (' \t\n\r'.includes(this.#latin[this.#index] ?? 'x')) this.#index += 1;
    return this.#latin[this.#index];
  }

  /** Consumes the character that `peek` showed. */
  take(): void {
    this.#index += 1;
  }

  /** Fails at what has been consumed. */
  fail(message: string): never {
    throw this.#error(message, this.#index);
  }

  /** Fails at the character that comes next. */
  failAtNext(message: string): never {
    throw this.#error(message, Math.min(this.#bytes.length, this.#index + 1));
  }

  /** One value that is neither object nor array. */
  scalar(): Scalar {
    const next = this.peek();
    switch (next) {
      case undefined:
        return this.failAtNext('EOF while parsing a value');
      case '"':
        return { kind: 'string', value: this.string() };
      case 'n':
        this.#word('null');
        return { kind: 'null' };
      case 't':
        this.#word('true');
        return { kind: 'boolean', value: true };
      case 'f':
        this.#word('false');
        return { kind: 'boolean', value: false };
      default:
        if (/[-0-9]/.test(next)) return this.#number();
        return this.failAtNext('expected value');
    }
  }

  /** The string whose opening quote comes next. */
  string(): string {
    const start = this.#index;
    this.#index += 1;
    for (;;) {
      const byte = this.#bytes[this.#index];
      if (byte === undefined) return this.fail('EOF while parsing a string');
      this.#index += 1;
      if (byte === QUOTE) return this.#unescape(start);
      if (byte < 0x20) {
        return this.fail('control character (\\u0000-\\u001F) found while parsing a string');
      }
      if (byte === BACKSLASH) this.#escape();
    }
  }

  #escape(): void {
    const escape = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
    escape.lastIndex = this.#index;
    const match = escape.exec(this.#latin);
    if (match !== null) {
      this.#index += match[0].length;
      return;
    }
    if (this.#index >= this.#bytes.length) this.fail('EOF while parsing a string');
    this.#index += 1;
    this.fail('invalid escape');
  }

  #unescape(start: number): string {
    const text: unknown = JSON.parse(this.#bytes.toString('utf8', start, this.#index));
    if (typeof text !== 'string') throw new Error('a quoted text is a string');
    if (!text.isWellFormed()) return this.fail('lone leading surrogate in hex escape');
    return text;
  }

  #number(): Scalar {
    numberShape.lastIndex = this.#index;
    const text = numberShape.exec(this.#latin)?.[0];
    const after = this.#latin[this.#index + (text?.length ?? 1)];
    if (text === undefined || (after !== undefined && /[0-9.eE]/.test(after))) {
      this.#index += text?.length ?? 1;
      return this.failAtNext(after === undefined ? 'EOF while parsing a value' : 'invalid number');
    }
    this.#index += text.length;
    return /^-?[0-9]+$/.test(text)
      ? { kind: 'integer', value: BigInt(text) }
      : { kind: 'float', value: Number(text) };
  }

  #word(word: string): void {
    for (const letter of word) {
      const next = this.#latin[this.#index];
      if (next === undefined) this.fail('EOF while parsing a value');
      this.#index += 1;
      if (next !== letter) this.fail('expected ident');
    }
  }

  #error(message: string, index: number): JsonSyntaxError {
    const before = this.#latin.slice(0, index);
    const line = before.split('\n').length;
    const column = index - (before.lastIndexOf('\n') + 1);
    return new JsonSyntaxError(`${message} at line ${line} column ${column}`);
  }
}
