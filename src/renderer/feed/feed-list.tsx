/**
 * The rows on the screen: only those in sight exist. At the end it follows; scrolling up freezes it, and
 * reaching the end resumes. The selection follows the message, not its place.
 */
import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
} from 'react';
import type { FeedRow } from '../../shared/feed-row.ts';
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

/** Rows beyond the sight, so that fast scrolling shows no empty edge. */
const BEYOND = 8;

export function FeedList(props: FeedListProps): ReactElement {
  const { rows, frozen, selected, onSelect, onFreeze, onResume, onTop, focus } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(scroller);
  const [top, setTop] = useState(0);
  const canvas = rows.length * ROW_HEIGHT;
  const from = frozen ? top : Math.max(0, canvas - height);
  const first = Math.max(0, Math.floor(from / ROW_HEIGHT) - BEYOND);
  const end = Math.min(rows.length, Math.ceil((from + height) / ROW_HEIGHT) + BEYOND);
  const leftEnd = useRef(false);
  // Only when there is more or less of it: setting it makes the browser lay out the page at once.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!frozen && element !== null) element.scrollTop = canvas;
  }, [frozen, canvas, height]);
  const selectedIndex = rows.findIndex(({ record }) => record === selected);
  const noteAnchor = useAnchor(scroller, rows, { frozen, focus });
  useKeepInSight(scroller, frozen ? selectedIndex : -1);
  // After the anchor has moved it, and before it is painted.
  useLayoutEffect(() => {
    if (frozen) setTop(scroller.current?.scrollTop ?? 0);
  }, [frozen, rows, focus, selectedIndex]);
  const byReader = useReaderScroll(scroller, { freeze: onFreeze, resume: onResume });

  const choose = useRef(onSelect);
  choose.current = onSelect;
  const select = useCallback((row: FeedRow) => {
    choose.current(row);
  }, []);

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
        const element = scroller.current;
        if (element === null) return;
        const isAtEnd = atEnd(element);
        if (element.scrollTop === 0 && byReader()) onTop();
        if (frozen && isAtEnd && leftEnd.current && byReader()) onResume();
        leftEnd.current = !isAtEnd;
        if (!frozen && !isAtEnd && !byReader()) element.scrollTop = canvas;
        setTop(element.scrollTop);
      }}
    >
      <div className={styles['canvas']} style={{ height: canvas }}>
        <div className={styles['rows']} style={{ top: first * ROW_HEIGHT }}>
          {rows.slice(first, end).map((row, place) => (
            <FeedRowLine
              // Not the record: a line is filled anew, which costs less than making one.
              key={(first + place) % (end - first)}
              row={row}
              width={width}
              selected={row.record === selected}
              onSelect={select}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of what is inside its border, in pixels. */
function useSize(place: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const look = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((known) =>
        known.width === width && known.height === height ? known : { width, height },
      );
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [place]);
  return size;
}
