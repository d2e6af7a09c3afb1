/** Which rows of the feed are shown. */
import type { FeedRow } from '../../shared/capture-protocol.ts';

export interface FeedFilter {
  /** Null: all. */
  readonly identity: string | null;
  readonly topic: string | null;
  /** Searched in the shown part of the payload, without regard to case. */
  readonly text: string;
}

export const noFilter: FeedFilter = { identity: null, topic: null, text: '' };

export function isFiltering({ identity, topic, text }: FeedFilter): boolean {
  return identity !== null || topic !== null || text.trim() !== '';
}

export function filterRows(rows: readonly FeedRow[], filter: FeedFilter): readonly FeedRow[] {
  if (!isFiltering(filter)) return rows;
  const wanted = filter.text.trim().toLowerCase();
  return rows.filter(
    (row) =>
      (filter.identity === null || row.identity === filter.identity) &&
      (filter.topic === null || (row.topic ?? '') === filter.topic) &&
      (wanted === '' || row.text?.toLowerCase().includes(wanted) === true),
  );
}

/** What the filters can be set to: everything that was seen, sorted. */
export interface FeedChoices {
  readonly identities: readonly string[];
  /** Empty: without a topic. */
  readonly topics: readonly string[];
}

export const noChoices: FeedChoices = { identities: [], topics: [] };

/** More would be no choice any more, and remote peers choose these names. */
const MOST_CHOICES = 500;

/** The same object when nothing is new, so that nothing is drawn anew. */
export function withChoices(known: FeedChoices, rows: readonly FeedRow[]): FeedChoices {
  const identities = new Set(known.identities);
  const topics = new Set(known.topics);
  for (const { identity, topic } of rows) {
    if (identity !== null && identities.size < MOST_CHOICES) identities.add(identity);
    if (topics.size < MOST_CHOICES) topics.add(topic ?? '');
  }
  const same = identities.size === known.identities.length && topics.size === known.topics.length;
  return same ? known : { identities: [...identities].sort(), topics: [...topics].sort() };
}
