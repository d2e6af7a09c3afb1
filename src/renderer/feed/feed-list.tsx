/**
 * The rows on the screen: only those in sight exist. At the end it follows; scrolling up freezes it, and
 * reaching the end resumes. The selection follows the message, not its place.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
} from 'react';
import type { FeedRow } from '../../shared/capture-protocol.ts';
import { FeedRowLine } from './feed-row-line.tsx';
import styles from './feed-list.module.css';

export const ROW_HEIGHT = 26;
const END_SLACK = ROW_HEIGHT;

interface FeedListProps {
  readonly rows: readonly FeedRow[];
  readonly frozen: boolean;
  readonly selected: number | null;
  readonly onSelect: (record: number) => void;
  readonly onFreeze: () => void;
  readonly onResume: () => void;
}

export function FeedList(props: FeedListProps): ReactElement {
  const { rows, frozen, selected, onSelect, onFreeze, onResume } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.record ?? index,
    overscan: 8,
  });
  const leftEnd = useRef(false);
  const last = rows.at(-1)?.record;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!frozen && element !== null) element.scrollTop = element.scrollHeight;
  }, [frozen, last, rows.length]);
  const selectedIndex = rows.findIndex(({ record }) => record === selected);
  useKeepInSight(scroller, frozen ? selectedIndex : -1);
  useWheelFreeze(scroller, onFreeze);

  const move = (event: KeyboardEvent): void => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || rows.length === 0) return;
    event.preventDefault();
    onFreeze();
    const next =
      selectedIndex === -1
        ? rows.length - 1
        : Math.min(rows.length - 1, Math.max(0, selectedIndex + step));
    const row = rows[next];
    if (row === undefined) return;
    onSelect(row.record);
  };
  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      role="listbox"
      aria-label="Messages"
      aria-activedescendant={selected === null ? undefined : `message-${selected}`}
      tabIndex={0}
      onKeyDown={move}
      onScroll={() => {
        const end = atEnd(scroller.current);
        if (frozen && end && leftEnd.current) onResume();
        leftEnd.current = frozen && !end;
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

function atEnd(element: HTMLElement | null): boolean {
  if (element === null) return false;
  return element.scrollHeight - element.scrollTop - element.clientHeight < END_SLACK;
}

/** The chosen row stays in sight when it changes, and when the opened message takes room from the list. */
function useKeepInSight(scroller: RefObject<HTMLDivElement | null>, index: number): void {
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || index === -1) return undefined;
    const show = (): void => {
      const top = index * ROW_HEIGHT;
      const lowest = top + ROW_HEIGHT - element.clientHeight;
      element.scrollTop = Math.min(top, Math.max(lowest, element.scrollTop));
    };
    show();
    const observer = new ResizeObserver(show);
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [scroller, index]);
}

/** Only a person scrolls up: by wheel, by key, by dragging the bar. Following never does. */
function useWheelFreeze(scroller: RefObject<HTMLDivElement | null>, freeze: () => void): void {
  const latest = useRef(freeze);
  latest.current = freeze;
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      if (event.deltaY < 0) latest.current();
    };
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key === 'PageUp' || event.key === 'Home') latest.current();
    };
    const onPointer = (event: PointerEvent): void => {
      // A press on the scroll bar is beside the content.
      if (event.offsetX > element.clientWidth) latest.current();
    };
    element.addEventListener('wheel', onWheel, { passive: true });
    element.addEventListener('keydown', onKey);
    element.addEventListener('pointerdown', onPointer);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('keydown', onKey);
      element.removeEventListener('pointerdown', onPointer);
    };
  }, [scroller]);
}
