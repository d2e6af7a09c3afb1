/**
 * What is scrolled back to: rows read from the recording on disk, page by page, bounded. While it is
 * shown the live feed goes on behind it; leaving brings that back.
 */
import { useRef, useState } from 'react';
import type { FeedRow } from '../../shared/feed-row.ts';
import type { ErrorView } from '../../shared/errors.ts';
import type { RowsAnswer, RowsRequest } from '../../shared/timeline.ts';
import { answerOf, errorViewOf } from '../state/call.ts';
import type { FeedFilter } from './feed-filter.ts';

/** Rows held of it; more fall out at the other end. */
const MOST_ROWS = 3000;

export interface HistoryRows {
  readonly rows: readonly FeedRow[];
  readonly moreBefore: boolean;
  readonly moreAfter: boolean;
  readonly isCut: boolean;
  /** The row to look at, until somebody scrolls. */
  readonly focus: { readonly record: number } | null;
  /** The moment that was looked for, unix milliseconds; null: it was scrolled back to. */
  readonly at: number | null;
}

export interface History {
  /** Null: the live feed is shown. */
  readonly shown: HistoryRows | null;
  readonly busy: boolean;
  readonly error: ErrorView | null;
  readonly seek: (at: number) => void;
  /** @param held What is on the screen, when that is not read from disk yet. */
  readonly earlier: (held: readonly FeedRow[]) => void;
  readonly later: () => void;
  readonly leave: () => void;
}

type Place = Pick<RowsRequest, 'at' | 'after' | 'before'>;

export function useHistory(sessionId: string, filter: FeedFilter): History {
  const [shown, setShown] = useState<HistoryRows | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorView | null>(null);
  /** Answers to an earlier question are dropped. */
  const asked = useRef(0);
  const { identity, topic, kind, text } = filter;

  const read = (place: Place, take: (answer: RowsAnswer) => void): void => {
    asked.current += 1;
    const question = asked.current;
    const isWanted = (): boolean => asked.current === question;
    setBusy(true);
    setError(null);
    const kinds = kind === null ? [] : [kind];
    answerOf(window.recorder.sessionRows(sessionId, { ...place, kinds, identity, topic, text }))
      .then((answer) => {
        if (isWanted() && answer !== null) take(answer);
      })
      .catch((thrown: unknown) => {
        if (isWanted()) setError(errorViewOf(thrown));
      })
      .finally(() => {
        if (isWanted()) setBusy(false);
      });
  };
  return {
    shown,
    busy,
    error,
    seek: (at) => {
      read({ at }, ({ focus, ...page }) => {
        const record = focus ?? page.rows.at(-1)?.record;
        setShown({ ...page, focus: record === undefined ? null : { record }, at });
      });
    },
    earlier: (held) => {
      const rows = shown?.rows ?? held;
      const before = rows[0]?.record;
      if (busy || before === undefined || shown?.moreBefore === false) return;
      read({ before }, (page) => {
        const all = [...page.rows, ...rows];
        const isLong = all.length > MOST_ROWS;
        setShown({
          rows: all.slice(0, MOST_ROWS),
          moreBefore: page.moreBefore,
          moreAfter: isLong || (shown?.moreAfter ?? false),
          isCut: page.isCut,
          focus: null,
          at: shown?.at ?? null,
        });
      });
    },
    later: () => {
      const after = shown?.rows.at(-1)?.record;
      if (busy || shown?.moreAfter !== true || after === undefined) return;
      read({ after }, (page) => {
        const all = [...shown.rows, ...page.rows];
        const over = Math.max(0, all.length - MOST_ROWS);
        setShown({
          ...shown,
          rows: all.slice(over),
          moreBefore: shown.moreBefore || over > 0,
          moreAfter: page.moreAfter,
          isCut: page.isCut,
          focus: null,
        });
      });
    },
    leave: () => {
      asked.current += 1;
      setBusy(false);
      setShown(null);
      setError(null);
    },
  };
}
