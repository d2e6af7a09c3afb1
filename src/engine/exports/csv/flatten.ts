/**
 * JSON objects as paths and values. The values are the text that stands there: `1e3` stays `1e3`, and
 * whole numbers above 2^53 keep their digits, which `JSON.parse` would not give back.
 */

const MOST_DEPTH = 32;

/**
 * The leaves of a JSON object by their path (`a.b`; a dot or backslash in a name is written `\.`, `\\`).
 * A string is its text, a list its JSON, null an empty text. Null when the text is no JSON object.
 */
export function flattenJson(text: string): ReadonlyMap<string, string> | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    // Says whether it is JSON at all; the walk below then needs no checks.
    JSON.parse(text);
  } catch {
    return null;
  }
  const found = new Map<string, string>();
  new Walk(text, found).object('', 0);
  return found;
}

class Walk {
  readonly #text: string;
  readonly #found: Map<string, string>;
  #at = 0;

  constructor(text: string, found: Map<string, string>) {
    this.#text = text;
    this.#found = found;
  }

  /** From the opening bracket to behind the closing one. */
  object(prefix: string, depth: number): void {
    this.#skipTo('{');
    for (;;) {
      this.#space();
      if (this.#text[this.#at] === '}') break;
      if (this.#text[this.#at] === ',') this.#at += 1;
      this.#space();
      const name = this.#string().replaceAll('\\', '\\\\').replaceAll('.', '\\.');
      this.#skipTo(':');
      this.#space();
      this.#value(prefix === '' ? name : `${prefix}.${name}`, depth);
    }
    this.#at += 1;
  }

  #value(path: string, depth: number): void {
    const first = this.#text[this.#at];
    if (first === '"') this.#found.set(path, this.#string());
    else if (first === '{' && depth < MOST_DEPTH) this.object(path, depth + 1);
    else if (first === '{' || first === '[') this.#found.set(path, this.#nested());
    else {
      const token = /[^\s,}\]]*/y;
      token.lastIndex = this.#at;
      const value = token.exec(this.#text)?.[0] ?? '';
      this.#at += value.length;
      this.#found.set(path, value === 'null' ? '' : value);
    }
  }

  #string(): string {
    const start = this.#at;
    this.#skipString();
    const parsed: unknown = JSON.parse(this.#text.slice(start, this.#at));
    return String(parsed);
  }

  #skipString(): void {
    this.#at += 1;
    while (this.#text[this.#at] !== '"') this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    this.#at += 1;
  }

  /** A list or an object as it stands there. */
  #nested(): string {
    const start = this.#at;
    let depth = 0;
    do {
      const character = this.#text[this.#at];
      if (character === '"') {
        this.#skipString();
        continue;
      }
      if (character === '{' || character === '[') depth += 1;
      if (character === '}' || character === ']') depth -= 1;
      this.#at += 1;
    } while (depth > 0);
    return this.#text.slice(start, this.#at);
  }

  #skipTo(character: string): void {
    this.#at = this.#text.indexOf(character, this.#at) + 1;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? 'x')) this.#at += 1;
  }
}

/** More columns than that are of no use to anybody; what is left out stays in the payload. */
export const MOST_PATHS = 1000;

/** Gathers the paths of all payloads, in the order in which they come first. */
export class PathCollector {
  readonly #paths = new Set<string>();
  /** How many times a value got no column. */
  leftOut = 0;

  add(text: string): void {
    for (const path of flattenJson(text)?.keys() ?? []) {
      if (this.#paths.has(path)) continue;
      if (this.#paths.size < MOST_PATHS) this.#paths.add(path);
      else this.leftOut += 1;
    }
  }

  get paths(): readonly string[] {
    return [...this.#paths];
  }
}
