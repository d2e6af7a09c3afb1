/** Scrolling of the feed: what a person does to it, and what only the layout does. */
import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

/** Height of a row; the style sheet of the list has the same. */
export const ROW_HEIGHT = 26;

type Scroller = RefObject<HTMLDivElement | null>;

/** The chosen row stays in sight when it changes, and when the opened message takes room from the list. */
export function useKeepInSight(scroller: Scroller, index: number): void {
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

/** Scrolling goes on for a moment after the hand has left the wheel. */
const INPUT_MS = 2000;

interface ReaderScroll {
  readonly freeze: () => void;
  readonly resume: () => void;
}

/** Whether the last row is in sight. */
export function atEnd(element: HTMLElement | null): boolean {
  if (element === null) return false;
  return element.scrollHeight - element.scrollTop - element.clientHeight < ROW_HEIGHT;
}

/**
 * Freezes the feed when a person scrolls up: by wheel, by key, by dragging the bar. Following never
 * does. Scrolling down at the end resumes it: a feed frozen by a short turn of the wheel may stand at
 * its end already, for following and the wheel pull at the same time, and then no scroll event comes.
 * @returns whether a scroll just now was a person's, and not the layout's
 */
export function useReaderScroll(scroller: Scroller, does: ReaderScroll): () => boolean {
  const latest = useRef(does);
  latest.current = does;
  const inputAt = useRef(-INPUT_MS);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const note = (): void => {
      inputAt.current = performance.now();
    };
    const onWheel = (event: WheelEvent): void => {
      note();
      if (event.deltaY < 0) latest.current.freeze();
      if (event.deltaY > 0 && atEnd(element)) latest.current.resume();
    };
    const onKey = (event: KeyboardEvent): void => {
      note();
      if (event.key === 'PageUp' || event.key === 'Home') latest.current.freeze();
      if ((event.key === 'PageDown' || event.key === 'End') && atEnd(element)) {
        latest.current.resume();
      }
    };
    const onPointer = (event: PointerEvent): void => {
      // A press on the scroll bar is beside the content.
      if (event.offsetX <= element.clientWidth) return;
      note();
      latest.current.freeze();
    };
    const onMove = (event: PointerEvent): void => {
      if (event.buttons !== 0 && event.offsetX > element.clientWidth) note();
    };
    element.addEventListener('wheel', onWheel, { passive: true });
    element.addEventListener('keydown', onKey);
    element.addEventListener('pointerdown', onPointer);
    element.addEventListener('pointermove', onMove);
    return () => {
      element.removeEventListener('wheel', onWheel);
      element.removeEventListener('keydown', onKey);
      element.removeEventListener('pointerdown', onPointer);
      element.removeEventListener('pointermove', onMove);
    };
  }, [scroller]);
  return useCallback(() => performance.now() - inputAt.current < INPUT_MS, []);
}
