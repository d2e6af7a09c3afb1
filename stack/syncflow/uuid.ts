const BLOCK_LENGTHS = [8, 4, 4, 4, 12];
const canonical = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The UUID in lower case with hyphens, or, as an Error, what Rust's uuid crate says about the text
 * (SyncFlow shows that for device ids). Accepts the crate's other spellings too: without hyphens, in
 * braces, as a URN.
 */
export function parseUuid(text: string): string | Error {
  const braced = /^\{(.*)\}$/s.exec(text)?.[1];
  const inner = braced ?? text.replace(/^urn:uuid:/, '');
  const offset = braced === undefined ? text.length - inner.length : 1;
  const wrong = /[^0-9a-fA-F-]/u.exec(inner);
  if (wrong !== null) {
    return new Error(
      'invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], ' +
        `found \`${wrong[0]}\` at ${wrong.index + offset + 1}`,
    );
  }
  const blocks = inner.split('-');
  if (blocks.length === 1 && inner.length === 32) return hyphenated(inner);
  if (blocks.length === 1 && offset === 0) {
    return new Error(`invalid length: expected length 32 for simple format, found ${text.length}`);
  }
  if (blocks.length !== 5) {
    return new Error(`invalid group count: expected 5, found ${blocks.length}`);
  }
  const group = blocks.findIndex((block, index) => block.length !== BLOCK_LENGTHS[index]);
  if (group < 0) return inner.toLowerCase();
  return new Error(
    `invalid group length in group ${group}: expected ${BLOCK_LENGTHS[group] ?? 0}, ` +
      `found ${blocks[group]?.length ?? 0}`,
  );
}

/** The UUID, or null when the text is none. */
export function uuidOrNull(text: string): string | null {
  const parsed = parseUuid(text);
  return parsed instanceof Error ? null : parsed;
}

function hyphenated(digits: string): string {
  const lower = digits.toLowerCase();
  const uuid = lower.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!canonical.test(uuid)) throw new Error('32 hexadecimal digits make a UUID');
  return uuid;
}
