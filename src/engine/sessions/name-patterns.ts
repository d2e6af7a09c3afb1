/**
 * Patterns for names of rooms and sessions: several, separated by commas, with `*` for any characters
 * and `?` for one; those that begin with `!` leave out. `lab-*,class ?,!*test*`. Case does not matter.
 */
export interface NamePatterns {
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
}

/** Only exclusions: everything else is wanted. Null when there is no pattern at all. */
export function namePatterns(text: string): NamePatterns | null {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== '!');
  if (parts.length === 0) return null;
  const unwanted = parts.filter((part) => part.startsWith('!')).map((part) => part.slice(1).trim());
  const wanted = parts.filter((part) => !part.startsWith('!'));
  return { wanted: wanted.length === 0 ? ['*'] : wanted, unwanted };
}

export function fits({ wanted, unwanted }: NamePatterns, name: string): boolean {
  const fitsOne = (pattern: string): boolean => fitsPattern(pattern, name);
  return wanted.some(fitsOne) && !unwanted.some(fitsOne);
}

/** In linear space and without a regular expression, so that no pattern takes long on any name. */
function fitsPattern(pattern: string, name: string): boolean {
  const want = Array.from(pattern.toLowerCase());
  const have = Array.from(name.toLowerCase());
  let at = 0;
  let position = 0;
  /** After the last `*`, and how much of the name it has taken so far. */
  let star = -1;
  let taken = 0;
  while (position < have.length) {
    if (want[at] === '*') {
      at += 1;
      star = at;
      taken = position;
    } else if (at < want.length && (want[at] === '?' || want[at] === have[position])) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      taken += 1;
      position = taken;
      at = star;
    } else {
      return false;
    }
  }
  return want.slice(at).every((character) => character === '*');
}
