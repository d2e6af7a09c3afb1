/** Which rows of the feed are shown. Filtering only hides: what is held stays held. */
import type { FeedRow } from '../../shared/feed-row.ts';
import { cleanPath, jsonAt } from './json-leaves.ts';

export interface FeedFilter {
  /** Null: all. */
  readonly identity: string | null;
  readonly topic: string | null;
  readonly kind: string | null;
  /** Searched in the shown part of the payload, without regard to case. */
  readonly text: string;
  /** `path`: it is there; `path = value`: it has that value. */
  readonly json: string;
}

export const noFilter: FeedFilter = { identity: null, topic: null, kind: null, text: '', json: '' };

export function isFiltering({ identity, topic, kind, text, json }: FeedFilter): boolean {
  return [identity, topic, kind].some((one) => one !== null) || `${text}${json}`.trim() !== '';
}

export interface Filtered {
  readonly rows: readonly FeedRow[];
  /** Left out because the field may stand in the part that is not here. */
  readonly undecided: number;
}

export function filterRows(rows: readonly FeedRow[], filter: FeedFilter): Filtered {
  if (!isFiltering(filter)) return { rows, undecided: 0 };
  const wanted = filter.text.trim().toLowerCase();
  const json = jsonTest(filter.json);
  let undecided = 0;
  const fitting = rows.filter((row) => {
    const fits =
      (filter.identity === null || row.identity === filter.identity) &&
      (filter.topic === null || (row.topic ?? '') === filter.topic) &&
      (filter.kind === null || row.kind === filter.kind) &&
      (wanted === '' || row.text?.toLowerCase().includes(wanted) === true);
    if (!fits || json === null) return fits;
    const answer = json(row);
    if (answer === 'unknown') undecided += 1;
    return answer === 'yes';
  });
  return { rows: fitting, undecided };
}

type Answer = 'yes' | 'no' | 'unknown';
type JsonTest = (row: FeedRow) => Answer;

let last: { readonly json: string; readonly test: JsonTest | null } = { json: '', test: null };

/** Null: nothing is asked. The answers are remembered: the same rows are asked ten times a second. */
export function jsonTest(json: string): JsonTest | null {
  if (last.json === json) return last.test;
  const [path = '', ...rest] = json.split('=');
  const wanted = rest.length === 0 ? null : rest.join('=').trim();
  const test = cleanPath(path) === '' ? null : remembered(cleanPath(path), wanted);
  last = { json, test };
  return test;
}

function remembered(path: string, wanted: string | null): JsonTest {
  const known = new WeakMap<FeedRow, Answer>();
  return (row) => {
    const before = known.get(row);
    if (before !== undefined) return before;
    const answer = asked(row, path, wanted);
    known.set(row, answer);
    return answer;
  };
}

function asked({ text, clipped }: FeedRow, path: string, wanted: string | null): Answer {
  if (text === null) return 'no';
  const found = jsonAt(text, path, clipped);
  if (found.is !== 'there') return found.is === 'unknown' ? 'unknown' : 'no';
  if (wanted === null) return 'yes';
  const { value } = found;
  return String(value) === wanted || JSON.stringify(value) === wanted ? 'yes' : 'no';
}

/** What the filters can be set to: everything that was seen, sorted. */
export interface FeedChoices {
  readonly identities: readonly string[];
  /** Empty: without a topic. */
  readonly topics: readonly string[];
  readonly kinds: readonly string[];
}

export const noChoices: FeedChoices = { identities: [], topics: [], kinds: [] };

/** More would be no choice any more, and remote peers choose these names. */
const MOST_CHOICES = 500;

/** The same object when nothing is new, so that nothing is drawn anew. */
export function withChoices(known: FeedChoices, rows: readonly FeedRow[]): FeedChoices {
  const identities = new Set(known.identities);
  const topics = new Set(known.topics);
  const kinds = new Set(known.kinds);
  for (const { identity, topic, kind } of rows) {
    if (identity !== null && identities.size < MOST_CHOICES) identities.add(identity);
    if (topics.size < MOST_CHOICES) topics.add(topic ?? '');
    kinds.add(kind);
  }
  const same =
    identities.size === known.identities.length &&
    topics.size === known.topics.length &&
    kinds.size === known.kinds.length;
  if (same) return known;
  return {
    identities: [...identities].sort(),
    topics: [...topics].sort(),
    kinds: [...kinds].sort(),
  };
}
