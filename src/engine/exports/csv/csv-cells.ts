/** Cells of RFC 4180. */
import type { Bytes } from '../bytes.ts';

export const COMMA = 0x2c;
export const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const CARRIAGE_RETURN = 0x0d;
const NEWLINE = 0x0a;

/** Characters with which spreadsheets take a cell for a formula, or drop it: `= + - @`, tab, carriage return. */
const FORMULA_STARTS = new Uint8Array(256);
for (const character of '=+-@\t\r') FORMULA_STARTS[character.charCodeAt(0)] = 1;

export function looksLikeFormula(byte: number): boolean {
  return FORMULA_STARTS[byte] === 1;
}

export function endRow(out: Bytes): void {
  out.byte(CARRIAGE_RETURN);
  out.byte(NEWLINE);
}

/** A cell as bytes, quoted where it has to be. @param safe Whether a formula is made harmless. */
export function csvCell(text: string, safe: boolean): Buffer {
  const shown = safe && looksLikeFormula(text.charCodeAt(0)) ? `'${text}` : text;
  const quoted = /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
  return Buffer.from(quoted);
}

const MOST_KEPT = 10_000;

/** Cells that come again and again, such as topics. Bounded. */
export class CellCache {
  readonly #cells = new Map<string, Buffer>();
  readonly #safe: boolean;

  constructor(safe: boolean) {
    this.#safe = safe;
  }

  append(out: Bytes, text: string | null): void {
    if (text === null) return;
    const known = this.#cells.get(text);
    if (known !== undefined) {
      out.all(known);
      return;
    }
    const cell = csvCell(text, this.#safe);
    if (this.#cells.size < MOST_KEPT) this.#cells.set(text, cell);
    out.all(cell);
  }
}

/** Begins a cell that is always quoted. @param first Its first byte, for `safe`. */
export function openQuoted(out: Bytes, safe: boolean, first: number): void {
  out.byte(QUOTE);
  if (safe && looksLikeFormula(first)) out.byte(APOSTROPHE);
}
