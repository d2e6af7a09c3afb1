/** A list of any length of which only the rows in sight exist, moved through by keyboard. */
import { useEffect, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';
import { useLongScroll } from './long-scroll.ts';
import styles from './long-list.module.css';

interface LongListProps {
  readonly label: string;
  readonly count: number;
  /** Pixels. */
  readonly rowHeight: number;
  /** The chosen row, which is kept in sight when it changes; null: none. */
  readonly active: number | null;
  readonly onActive: (index: number) => void;
  /** Enter, or a second click. */
  readonly onOpen?: (index: number) => void;
  /** Which rows are in sight. Called often. */
  readonly onRange: (first: number, last: number) => void;
  /** Whether a click opens at once. */
  readonly opensOnClick?: boolean;
  /** What else stands on the row's element. */
  readonly marksOf?: (index: number) => Readonly<Record<`data-${string}`, string>>;
  readonly children: (index: number) => ReactNode;
}

/** Rows beyond the sight, so that fast scrolling shows no empty edge. */
const BEYOND = 4;

export function LongList(props: LongListProps): ReactElement {
  const { label, count, rowHeight, active, onActive, onOpen, onRange, children } = props;
  const scroll = useLongScroll(count, rowHeight);
  const { scroller, canvas, viewport, top, onScroll, moveTo } = scroll;
  const first = Math.max(0, Math.floor(top / rowHeight) - BEYOND);
  const last = Math.min(count - 1, Math.ceil((top + viewport) / rowHeight) + BEYOND);
  useEffect(() => {
    if (last >= first) onRange(first, last);
  }, [first, last, onRange]);
  useEffect(() => {
    if (active === null || viewport === 0) return;
    const at = active * rowHeight;
    if (at < top) moveTo(at);
    else if (at + rowHeight > top + viewport) moveTo(at + rowHeight - viewport);
    // Only when another row is chosen: scrolling away from it is the reader's right.
  }, [active, rowHeight, viewport === 0, moveTo]);

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return;
    if (event.key === 'Enter') {
      if (active !== null) onOpen?.(active);
      return;
    }
    const inSight = Math.max(1, Math.floor(viewport / rowHeight) - 1);
    const from = active ?? first - 1;
    const to = targetOf(event.key, { from, inSight, count });
    if (to === null) return;
    event.preventDefault();
    onActive(Math.min(count - 1, Math.max(0, to)));
  };

  const rows: ReactElement[] = [];
  for (let index = first; index <= last; index += 1) {
    rows.push(
      <div
        key={index}
        id={idOf(label, index)}
        className={styles['row']}
        style={{ height: rowHeight, transform: `translateY(${index * rowHeight - top}px)` }}
        role="option"
        aria-selected={index === active}
        aria-posinset={index + 1}
        aria-setsize={count}
        {...props.marksOf?.(index)}
        onClick={() => {
          onActive(index);
          if (props.opensOnClick === true) onOpen?.(index);
        }}
      >
        {children(index)}
      </div>,
    );
  }
  const isThere = active !== null && active >= first && active <= last;
  return (
    <div className={styles['frame']}>
      <div
        ref={scroller}
        className={styles['scroller']}
        role="listbox"
        aria-label={label}
        aria-activedescendant={isThere ? idOf(label, active) : undefined}
        tabIndex={0}
        onKeyDown={press}
        onScroll={onScroll}
      >
        <div className={styles['canvas']} style={{ height: canvas }}>
          <div className={styles['window']} style={{ height: Math.min(viewport, canvas) }}>
            {rows}
          </div>
        </div>
      </div>
    </div>
  );
}

const idOf = (label: string, index: number): string =>
  `${label.toLowerCase().replaceAll(' ', '-')}-${index}`;

interface Standing {
  readonly from: number;
  readonly inSight: number;
  readonly count: number;
}

function targetOf(key: string, { from, inSight, count }: Standing): number | null {
  switch (key) {
    case 'ArrowDown':
      return from + 1;
    case 'ArrowUp':
      return from - 1;
    case 'PageDown':
      return from + inSight;
    case 'PageUp':
      return from - inSight;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
