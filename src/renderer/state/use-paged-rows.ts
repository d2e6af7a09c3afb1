/** Rows of a long list, fetched in pages as they come in sight, and dropped when there are many. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ErrorView } from '../../shared/errors.ts';
import type { Outcome } from '../../shared/ipc/outcome.ts';
import { answerOf, errorViewOf } from './call.ts';

interface Rows<Row> {
  readonly total: number;
  readonly rows: readonly (Row | null)[];
}

export interface PagedRows<Row, Answer extends Rows<Row>> {
  /** The answer that came last; null before the first. */
  readonly latest: Answer | null;
  readonly total: number;
  /** Null: nothing stands there; undefined: it is not fetched yet. */
  readonly rowAt: (index: number) => Row | null | undefined;
  /** Where a fetched row stands; null when none fits. */
  readonly indexWhere: (fits: (row: Row) => boolean) => number | null;
  readonly onRange: (first: number, last: number) => void;
  readonly error: ErrorView | null;
  /** Everything again, while what is there stays to be seen. */
  readonly reload: () => void;
}

const PAGE = 100;
const MOST_PAGES = 60;

/**
 * @param key What the list is about: another key begins anew, with what was there shown until the first page
 *   of the new one comes.
 * @param known So many rows there are at least: told otherwise than by an answer.
 */
export function usePagedRows<Row, Answer extends Rows<Row>>(
  key: string,
  ask: (offset: number, limit: number) => Promise<Outcome<Answer>>,
  known = 0,
): PagedRows<Row, Answer> {
  const pages = useRef(new Map<number, readonly (Row | null)[]>());
  const wanted = useRef({ first: 0, last: 0 });
  const asking = useRef(new Set<number>());
  const current = useRef({ key, ask, round: 0 });
  const [latest, setLatest] = useState<Answer | null>(null);
  const [error, setError] = useState<ErrorView | null>(null);
  const [, redraw] = useState(0);
  current.current.ask = ask;
  current.current.key = key;

  const fetchPage = useCallback((page: number) => {
    const { round, ask: call } = current.current;
    if (asking.current.has(page)) return;
    asking.current.add(page);
    answerOf(call(page * PAGE, PAGE))
      .then((answer) => {
        if (round !== current.current.round) return;
        pages.current.delete(page);
        pages.current.set(page, answer.rows);
        for (const oldest of pages.current.keys()) {
          if (pages.current.size <= MOST_PAGES) break;
          pages.current.delete(oldest);
        }
        setLatest(answer);
        setError(null);
        redraw((count) => count + 1);
      })
      .catch((thrown: unknown) => {
        if (round === current.current.round) setError(errorViewOf(thrown));
      })
      .finally(() => {
        if (round === current.current.round) asking.current.delete(page);
      });
  }, []);

  const total = Math.max(known, latest?.total ?? 0);
  const onRange = useCallback(
    (first: number, last: number) => {
      wanted.current = { first, last };
      for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) {
        const known = pages.current.get(page)?.length ?? -1;
        if (known < Math.min(PAGE, total - page * PAGE)) fetchPage(page);
      }
    },
    [fetchPage, total],
  );

  const reload = useCallback(() => {
    current.current.round += 1;
    asking.current.clear();
    const { first, last } = wanted.current;
    const shown = new Set([Math.floor(first / PAGE), Math.floor(last / PAGE)]);
    // Others are stale; they are fetched when they come in sight.
    for (const page of pages.current.keys()) if (!shown.has(page)) pages.current.delete(page);
    for (const page of shown) fetchPage(page);
  }, [fetchPage]);

  useEffect(() => {
    wanted.current = { first: 0, last: 0 };
    reload();
  }, [key, reload]);

  const rowAt = (index: number): Row | null | undefined =>
    pages.current.get(Math.floor(index / PAGE))?.[index % PAGE];
  const indexWhere = (fits: (row: Row) => boolean): number | null => {
    for (const [page, rows] of pages.current) {
      const at = rows.findIndex((row) => row !== null && fits(row));
      if (at !== -1) return page * PAGE + at;
    }
    return null;
  };
  return { latest, total, rowAt, indexWhere, onRange, error, reload };
}
