/**
 * Compares a text of the fixtures with one of this run: made-up ids, tokens and addresses may be others,
 * everything else must be the same to the letter.
 */
import type { IdMap } from './id-map.ts';

interface Variable {
  /** Finds it in a fixture's text. */
  readonly find: string;
  /** What may stand there in this run. */
  readonly accept: (found: string) => string;
  /** Whether the same made-up value always stands for the same value of this run. */
  readonly isId: boolean;
}

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const base64url = '[A-Za-z0-9_-]+';
const same = (pattern: string) => (): string => pattern;

const variables: readonly Variable[] = [
  { find: uuid, accept: same(uuid), isId: true },
  {
    find: '(?:PA|RM|EG)_[0-9]{12}',
    accept: (id) => `${id.slice(0, 3)}[A-Za-z0-9]{12,}`,
    isId: true,
  },
  { find: 'TR_AM[A-Za-z0-9]{7,}', accept: same('TR_AM[A-Za-z0-9]{7,}'), isId: true },
  { find: 'session-AbCd-1234', accept: same('session-[A-Za-z0-9]{4}-[A-Za-z0-9]{4}'), isId: true },
  { find: 'amq\\.gen-0{22}', accept: same('amq\\.gen-[A-Za-z0-9_-]{22}'), isId: true },
  { find: '<session token>', accept: same(Array(3).fill(base64url).join('\\.')), isId: false },
  { find: '<the first characters of the token>', accept: same('[A-Za-z0-9_.-]+'), isId: false },
  // The parts of a presigned URL that depend on time and key.
  { find: '[0-9]{8}T[0-9]{6}Z', accept: same('[0-9]{8}T[0-9]{6}Z'), isId: false },
  { find: '(?<=%2F)[0-9]{8}(?=%2F)', accept: same('[0-9]{8}'), isId: false },
  { find: 'a{64}', accept: same('[0-9a-f]{64}'), isId: false },
];

/**
 * What is wrong with `actual`, or null. Ids are looked up in `ids` and entered there.
 * @param literals texts of the fixtures that are another text in this run, as server addresses
 */
export function compareText(
  expected: string,
  actual: string,
  ids: IdMap,
  literals: ReadonlyMap<string, string>,
): string | null {
  const { pattern, groups } = toPattern(expected, literals);
  const match = new RegExp(`^${pattern}$`, 's').exec(actual);
  if (match === null) return `expected ${expected}, got ${actual}`;
  for (const [index, fixtureId] of groups.entries()) {
    const wrong = fixtureId === null ? null : ids.learn(fixtureId, match[index + 1] ?? '');
    if (wrong !== null) return wrong;
  }
  return null;
}

/** `groups`: for each capture group the fixture's id that it stands for, or null. */
function toPattern(
  expected: string,
  literals: ReadonlyMap<string, string>,
): { readonly pattern: string; readonly groups: readonly (string | null)[] } {
  const names = [...literals.keys()];
  const kinds = [...names.map(escape), ...variables.map(({ find }) => find)];
  const finder = new RegExp(kinds.map((kind) => `(${kind})`).join('|'), 'g');
  const groups: (string | null)[] = [];
  let pattern = '';
  let end = 0;
  for (const match of expected.matchAll(finder)) {
    const [found, ...which] = match;
    pattern += escape(expected.slice(end, match.index));
    end = match.index + found.length;
    const variable = variables[which.indexOf(found) - names.length];
    if (variable === undefined) {
      pattern += escape(literals.get(found) ?? found);
    } else {
      pattern += `(${variable.accept(found)})`;
      groups.push(variable.isId ? found : null);
    }
  }
  return { pattern: pattern + escape(expected.slice(end)), groups };
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
