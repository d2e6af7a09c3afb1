import { createHash } from 'node:crypto';

const MAX_CHARACTERS = 48;
const HASH_DIGITS = 8;

/**
 * A name that is safe as one part of a path on every file system and as part of an object key
 * (docs/data-format.md): characters outside `A-Z a-z 0-9 - _` become `_`, at most 48 of them, then `-`
 * and 8 hexadecimal digits of the SHA-256 of the true name (UTF-8). The hash keeps apart names that
 * differ only in what was replaced or cut, in case, or in Unicode form.
 */
export function safeName(name: string): string {
  const hash = createHash('sha256').update(name, 'utf8').digest('hex').slice(0, HASH_DIGITS);
  // With `u` one character beyond the BMP becomes one `_`; two UTF-16 units each are enough to cut from.
  const slug = name
    .slice(0, 2 * MAX_CHARACTERS)
    .replace(/[^A-Za-z0-9_-]/gu, '_')
    .slice(0, MAX_CHARACTERS);
  return `${slug}-${hash}`;
}
