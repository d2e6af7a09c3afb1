/**
 * Scrolling through more rows than a page can be high: Chromium stops at some 33 million pixels. Up to a
 * limit the scroll bar moves row by row; beyond, it stands for the whole, and wheel and keys still move by
 * rows.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';

const MOST_PIXELS = 8_000_000;

export interface LongScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Height of what is scrolled, in pixels. */
  readonly canvas: number;
  readonly viewport: number;
  /** How far it is scrolled, in pixels of the rows one below the other. */
  readonly top: number;
  readonly onScroll: () => void;
  readonly moveTo: (top: number) => void;
}

export function useLongScroll(count: number, rowHeight: number): LongScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState(0);
  const [top, setTop] = useState(0);
  const height = count * rowHeight;
  const canvas = Math.min(height, MOST_PIXELS);
  const most = Math.max(0, height - viewport);
  const mostBar = Math.max(0, canvas - viewport);
  /** Where the bar was put by us: its event is no movement of the reader's. */
  const placed = useRef<number | null>(null);
  const place = useRef({ top, most, mostBar });
  place.current = { top, most, mostBar };

  const moveTo = useCallback((wanted: number) => {
    const { most: end, mostBar: barEnd } = place.current;
    const next = Math.min(end, Math.max(0, wanted));
    place.current.top = next;
    setTop(next);
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = end === 0 ? 0 : (next / end) * barEnd;
    placed.current = element.scrollTop;
  }, []);

  const onScroll = useCallback(() => {
    const at = scroller.current?.scrollTop ?? 0;
    if (placed.current !== null && Math.abs(placed.current - at) < 1) return;
    placed.current = null;
    const { most: end, mostBar: barEnd } = place.current;
    setTop(barEnd === 0 ? 0 : (at / barEnd) * end);
  }, []);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const watch = new ResizeObserver(() => {
      setViewport(element.clientHeight);
    });
    watch.observe(element);
    setViewport(element.clientHeight);
    return () => {
      watch.disconnect();
    };
  }, []);

  // What is shown stays where it is when the list grows; when it shrinks, not beyond its end.
  useLayoutEffect(() => {
    if (viewport > 0) moveTo(place.current.top);
  }, [most, mostBar, viewport, moveTo]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || height <= MOST_PIXELS) return;
    const turn = (event: WheelEvent): void => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      moveTo(place.current.top + event.deltaY);
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => {
      element.removeEventListener('wheel', turn);
    };
  }, [height, moveTo]);

  return { scroller, canvas, viewport, top: Math.min(top, most), onScroll, moveTo };
}
