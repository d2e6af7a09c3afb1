/**
 * The rows on the screen: only those in sight exist. At the end it follows; scrolling up freezes it, and
 * reaching the end resumes. The selection follows the message, not its place.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';
import type { FeedRow } from '../../shared/capture-protocol.ts';
import { strings } from '../../shared/strings/strings.ts';
import { useAnchor } from './feed-anchor.ts';
import { atEnd, ROW_HEIGHT, useKeepInSight, useReaderScroll } from './feed-scroll.ts';
import { FeedRowLine } from './feed-row-line.tsx';
import styles from './feed-list.module.css';

interface FeedListProps {
  readonly rows: readonly FeedRow[];
  readonly frozen: boolean;
  readonly selected: number | null;
  readonly onSelect: (row: FeedRow) => void;
  readonly onFreeze: () => void;
  readonly onResume: () => void;
  /** A person scrolled to the first row. */
  readonly onTop: () => void;
  /** Brought into sight when it changes. */
  readonly focus: { readonly record: number } | null;
}

export function FeedList(props: FeedListProps): ReactElement {
  const { rows, frozen, selected, onSelect, onFreeze, onResume, onTop, focus } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => keyOf(rows[index]) ?? index,
    overscan: 8,
  });
  const leftEnd = useRef(false);
  const last = rows.at(-1)?.record;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!frozen && element !== null) element.scrollTop = element.scrollHeight;
  }, [frozen, last, rows.length]);
  const selectedIndex = rows.findIndex(({ record }) => record === selected);
  const noteAnchor = useAnchor(scroller, rows, { frozen, focus });
  useKeepInSight(scroller, frozen ? selectedIndex : -1);
  const byReader = useReaderScroll(scroller, { freeze: onFreeze, resume: onResume });

  const move = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || rows.length === 0) return;
    event.preventDefault();
    onFreeze();
    if (step === -1 && selectedIndex === 0) onTop();
    const next =
      selectedIndex === -1
        ? rows.length - 1
        : Math.min(rows.length - 1, Math.max(0, selectedIndex + step));
    const row = rows[next];
    if (row === undefined) return;
    onSelect(row);
  };
  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      role="listbox"
      aria-label={strings.common.messages}
      aria-activedescendant={selected === null ? undefined : `message-${selected}`}
      tabIndex={0}
      onKeyDown={move}
      onScroll={() => {
        noteAnchor();
        const end = atEnd(scroller.current);
        if (scroller.current?.scrollTop === 0 && byReader()) onTop();
        if (frozen && end && leftEnd.current && byReader()) onResume();
        leftEnd.current = !end;
      }}
    >
      <div className={styles['canvas']} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row === undefined ? null : (
            <FeedRowLine
              key={item.key}
              row={row}
              top={item.start}
              selected={row.record === selected}
              onSelect={onSelect}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Each lane numbers its records from 1, and the feed may go on with the other lane. */
function keyOf(row: FeedRow | undefined): number | undefined {
  return row?.lane === 'b' ? -row.record : row?.record;
}
