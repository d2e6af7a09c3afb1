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

/** What the filters can be set to, as far as the held rows tell. */
export function choicesOf(rows: readonly FeedRow[]): {
  readonly identities: string[];
  readonly topics: string[];
} {
  const identities = new Set<string>();
  const topics = new Set<string>();
  for (const { identity, topic } of rows) {
    if (identity !== null) identities.add(identity);
    topics.add(topic ?? '');
  }
  return { identities: [...identities].sort(), topics: [...topics].sort() };
}
