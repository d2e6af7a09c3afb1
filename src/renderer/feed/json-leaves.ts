/**
 * The values in the beginning of a JSON text, with their paths: rows of the feed are clipped, so the text
 * may end anywhere. What is cut off is not told.
 */
export type JsonLeaf = string | number | boolean | null;

/** Told of each value in the order of the text; `undefined` stands for an object or array. False ends it. */
type Visit = (path: string, value: JsonLeaf | undefined) => boolean;

const TEXT = /"(?:[^"\\]|\\.)*"/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=[\s,}\]])/y;
const WORD = /(?:true|false|null)/y;
const SPACE = /\s*/y;
const PLAIN_NAME = /^[A-Za-z_$][\w$-]*$/;
const MOST_DEPTH = 20;

export function jsonLeaves(text: string, visit: Visit): void {
  new Scan(text, visit).value('', 0);
}

class Scan {
  readonly #text: string;
  readonly #visit: Visit;
  #at = 0;

  constructor(text: string, visit: Visit) {
    this.#text = text;
    this.#visit = visit;
  }

  /** False: nothing after it is to be read. */
  value(path: string, depth: number): boolean {
    this.#take(SPACE);
    const first = this.#text[this.#at];
    if (first === '{') return this.#visit(path, undefined) && this.#members(path, depth);
    if (first === '[') return this.#visit(path, undefined) && this.#elements(path, depth);
    const leaf = this.#take(
      first === '"' ? TEXT : first === '-' ? NUMBER : /\d/.test(first ?? '') ? NUMBER : WORD,
    );
    const value = leaf === null ? undefined : parsed(leaf);
    return value !== undefined && this.#visit(path, value);
  }

  #members(path: string, depth: number): boolean {
    return this.#list('}', depth, () => {
      const quoted = this.#take(TEXT);
      const name = quoted === null ? undefined : parsed(quoted);
      if (typeof name !== 'string' || !this.#mark(':')) return false;
      return this.value(joined(path, name), depth + 1);
    });
  }

  #elements(path: string, depth: number): boolean {
    let place = 0;
    return this.#list(']', depth, () => {
      place += 1;
      return this.value(`${path}[${place - 1}]`, depth + 1);
    });
  }

  #list(end: string, depth: number, element: () => boolean): boolean {
    this.#at += 1;
    if (depth >= MOST_DEPTH) return false;
    if (this.#mark(end)) return true;
    do {
      this.#take(SPACE);
      if (!element()) return false;
    } while (this.#mark(','));
    return this.#mark(end);
  }

  #mark(character: string): boolean {
    this.#take(SPACE);
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }
}

function parsed(text: string): JsonLeaf | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    return typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

function joined(path: string, name: string): string {
  if (!PLAIN_NAME.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

/** As people write them: with or without `$.` before, spaces around. */
export function cleanPath(path: string): string {
  return path.trim().replace(/^\$\.?/, '');
}

export type Found =
  | { readonly is: 'there'; readonly value: JsonLeaf | undefined }
  | { readonly is: 'not-there' | 'unknown' };

/** @param path As `cleanPath` gives it. @param isClipped Whether there is more of the text. */
export function jsonAt(text: string, path: string, isClipped: boolean): Found {
  const found: Found[] = [];
  jsonLeaves(text, (at, value) => {
    if (at === path) found.push({ is: 'there', value });
    return found.length === 0;
  });
  return found[0] ?? { is: isClipped ? 'unknown' : 'not-there' };
}
