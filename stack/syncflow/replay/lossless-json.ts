/** A string no JSON text holds by chance: marks a number that JavaScript could not hold. */
const MARK = '\u0000whole:';
const stringOrBigNumber = /"(?:\\.|[^"\\])*"|-?[0-9]{16,}/g;

/** JSON.parse, but whole numbers of 16 digits and more become bigint, so that none is rounded. */
export function parseLossless(text: string): unknown {
  const marked = text.replace(stringOrBigNumber, (found) =>
    found.startsWith('"') ? found : JSON.stringify(MARK + found),
  );
  return JSON.parse(marked, (_name, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value,
  );
}
