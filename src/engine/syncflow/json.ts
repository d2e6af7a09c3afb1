/** A JSON string, or a whole JSON number. Strings come first, so that digits inside them are skipped. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const longInteger = /^-?\d{16,}$/;

/**
 * Parses JSON and gives whole numbers of more than 15 digits as strings: SyncFlow sends times of
 * participants as nanoseconds, which JavaScript's numbers do not hold. Throws SyntaxError.
 */
export function parseJsonKeepingDigits(text: string): unknown {
  return JSON.parse(
    text.replace(tokens, (token) => (longInteger.test(token) ? `"${token}"` : token)),
  );
}
