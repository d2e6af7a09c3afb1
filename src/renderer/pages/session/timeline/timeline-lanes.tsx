/** The lanes: looked at with pointer or arrow keys, and a click or Enter shows the messages of that time. */
import { Box, Text } from '@mantine/core';
import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
} from 'react';
import type { Timeline } from '../../../../shared/timeline.ts';
import { timeOfDay } from '../../../../shared/format/times.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { drawTimeline, heightOf, ROW_HEIGHT, TOTAL_HEIGHT, type Colours } from './draw-timeline.ts';
import { columnWords } from './timeline-words.ts';
import styles from './timeline.module.css';

const texts = strings.session.timeline;

interface TimelineLanesProps {
  readonly timeline: Timeline;
  readonly onSeek: (at: number) => void;
}

export function TimelineLanes({ timeline, onSeek }: TimelineLanesProps): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [cursor, setCursor] = useState<number | null>(null);
  const { from, columnMs, totals, rows } = timeline;
  const last = totals.length - 1;
  const at = cursor === null ? null : Math.min(cursor, last);
  useDrawn(canvas, timeline, at);
  const seek = (column: number): void => {
    onSeek(from + column * columnMs);
  };
  const columnOf = (clientX: number): number => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return 0;
    const part = (clientX - box.left) / box.width;
    return Math.min(last, Math.max(0, Math.floor(part * totals.length)));
  };
  const onKey = (event: KeyboardEvent): void => {
    const now = at ?? last;
    const to = moved(event.key, now, last);
    if (to !== null) setCursor(to);
    else if (event.key === 'Enter' || event.key === ' ') seek(now);
    else return;
    event.preventDefault();
  };
  const words = columnWords(timeline, at ?? last);
  return (
    <Box>
      <Box className={styles['lanes']}>
        <Box className={styles['names']} aria-hidden>
          <Text size="xs" fw={600} h={TOTAL_HEIGHT} pt={16}>
            {texts.all}
          </Text>
          {rows.map(({ identity }) => (
            <Text key={identity} size="xs" h={ROW_HEIGHT} lh={`${ROW_HEIGHT}px`} className="clip">
              {identity === '' ? strings.messages.server : identity}
            </Text>
          ))}
        </Box>
        <div
          className={styles['track']}
          role="slider"
          tabIndex={0}
          aria-label={texts.moment}
          aria-valuemin={0}
          aria-valuemax={last}
          aria-valuenow={at ?? last}
          aria-valuetext={words}
          onKeyDown={onKey}
          onFocus={() => {
            setCursor((known) => known ?? last);
          }}
          onPointerMove={(event) => {
            setCursor(columnOf(event.clientX));
          }}
          onClick={(event) => {
            seek(columnOf(event.clientX));
          }}
        >
          <canvas
            ref={canvas}
            className={styles['canvas']}
            style={{ height: heightOf(timeline) }}
          />
        </div>
        <span />
        <Box className={styles['times']}>
          <Text size="xs" c="dimmed" className="numbers">
            {timeOfDay(from)}
          </Text>
          <Text size="xs" c="dimmed" className="numbers">
            {timeOfDay(from + totals.length * columnMs)}
          </Text>
        </Box>
      </Box>
      <Text size="sm" mih={42} lineClamp={2} data-timeline-words>
        {words}
      </Text>
    </Box>
  );
}

const PAGE = 10;

/** Where a key leads; null: it is none of these. */
function moved(key: string, now: number, last: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: now - 1,
    ArrowRight: now + 1,
    PageUp: now - PAGE,
    PageDown: now + PAGE,
    Home: 0,
    End: last,
  };
  const to = steps[key];
  return to === undefined ? null : Math.min(last, Math.max(0, to));
}

function useDrawn(
  canvas: RefObject<HTMLCanvasElement | null>,
  timeline: Timeline,
  cursor: number | null,
): void {
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const draw = (): void => {
      drawTimeline(element, timeline, coloursOf(element), cursor);
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    // The colours of a canvas do not follow the scheme by themselves.
    const scheme = new MutationObserver(draw);
    scheme.observe(document.documentElement, { attributes: true });
    return () => {
      observer.disconnect();
      scheme.disconnect();
    };
  }, [canvas, timeline, cursor]);
}

function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(`--mantine-${name}`).trim();
  return {
    bar: of('color-indigo-5'),
    faint: of('color-default-border'),
    gap: of('color-orange-6'),
    note: of('color-teal-6'),
    text: of('color-text'),
  };
}
