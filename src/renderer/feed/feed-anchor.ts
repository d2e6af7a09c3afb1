/** Nothing moves under the pointer: what stands on top stays there while rows come and go around it. */
import { useCallback, useLayoutEffect, useRef, type RefObject } from 'react';
import type { FeedRow } from '../../shared/feed-row.ts';
import { ROW_HEIGHT } from './feed-scroll.ts';

interface Anchor {
  readonly record: number;
  /** How far its row is scrolled out, in pixels. */
  readonly offset: number;
}

interface AnchorOptions {
  /** Only then: a feed that follows stands at its end. */
  readonly frozen: boolean;
  readonly focus: { readonly record: number } | null;
}

/** @returns To be called after each scroll. */
export function useAnchor(
  scroller: RefObject<HTMLDivElement | null>,
  rows: readonly FeedRow[],
  { frozen, focus }: AnchorOptions,
): () => void {
  const anchor = useRef<Anchor | null>(null);
  const held = useRef(rows);
  const focused = useRef<AnchorOptions['focus']>(null);
  const note = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0;
    const place = Math.floor(top / ROW_HEIGHT);
    const row = held.current[place];
    anchor.current =
      row === undefined ? null : { record: row.record, offset: top - place * ROW_HEIGHT };
  }, [scroller]);
  useLayoutEffect(() => {
    const changed = held.current !== rows;
    held.current = rows;
    const element = scroller.current;
    if (element === null) return;
    if (focus !== null && focus !== focused.current) {
      const place = rows.findIndex(({ record }) => record === focus.record);
      if (place !== -1) {
        element.scrollTop = place * ROW_HEIGHT - element.clientHeight / 3;
        focused.current = focus;
        note();
        return;
      }
    }
    if (!frozen) {
      // What stood on top when it was scrolled last is long gone.
      anchor.current = null;
      return;
    }
    if (anchor.current === null) note();
    if (!changed || anchor.current === null) return;
    const { record, offset } = anchor.current;
    const place = rows.findIndex((row) => row.record === record);
    if (place !== -1) element.scrollTop = place * ROW_HEIGHT + offset;
    else note();
  }, [scroller, rows, frozen, focus, note]);
  return note;
}
