/** The lines of a plot. Drawn by uPlot on a canvas, which sets its styles through the DOM alone. */
import { useEffect, useRef, type ReactElement } from 'react';
import uPlot from 'uplot';
import { timeOfDay } from '../../../../shared/format/times.ts';
import 'uplot/dist/uPlot.min.css';
import type { PlotSeries } from './plot-series.ts';
import styles from './plot.module.css';

const POINTS = 600;
/** A line moves on four times a second: more costs, and nobody sees it. */
const DRAW_EVERY_MS = 250;

export const lineColours = [
  ...['indigo', 'orange', 'teal', 'grape', 'cyan', 'pink'],
  ...['lime', 'violet', 'yellow', 'blue', 'red', 'green'],
] as const;

/** The second half is dashed, so that no two lines differ by colour alone in a small plot. */
export const isDashed = (place: number): boolean => place % 2 === 1;

interface PlotChartProps {
  readonly series: PlotSeries;
  readonly windowMs: number;
}

export function PlotChart({ series, windowMs }: PlotChartProps): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    let chart: uPlot | null = null;
    let names = '';
    const draw = (): void => {
      const figures = series.figures();
      const table = series.table(Date.now(), windowMs, POINTS);
      const data: uPlot.AlignedData = [[...table[0]], ...table.slice(1).map((line) => [...line])];
      const wanted = `${figures.map(({ identity }) => identity).join('\n')} ${schemeOf()}`;
      if (chart === null || names !== wanted) {
        chart?.destroy();
        names = wanted;
        chart = new uPlot(optionsFor(element, figures.length), data, element);
      } else chart.setData(data);
    };
    draw();
    const timer = setInterval(draw, DRAW_EVERY_MS);
    const observer = new ResizeObserver(() => {
      chart?.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => {
      clearInterval(timer);
      observer.disconnect();
      chart?.destroy();
    };
  }, [series, windowMs]);
  return <div ref={place} className={styles['chart']} aria-hidden />;
}

/** As everywhere else in the window: hours, minutes, seconds. @param seconds Unix time, as uPlot has it. */
const timesOf = (_chart: uPlot, seconds: number[]): string[] =>
  seconds.map((at) => timeOfDay(at * 1000));
/** Pixels from one time to the next, at least. */
const TIME_WIDTH = 90;

const schemeOf = (): string => document.documentElement.dataset['mantineColorScheme'] ?? '';

function optionsFor(element: HTMLElement, lines: number): uPlot.Options {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(`--mantine-${name}`).trim();
  const axis = { stroke: of('color-text'), grid: { stroke: of('color-default-border'), width: 1 } };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    axes: [
      { ...axis, values: timesOf, space: TIME_WIDTH },
      { ...axis, size: 64 },
    ],
    series: [
      {},
      ...Array.from({ length: lines }, (_, line) => ({
        stroke: of(`color-${lineColours[line % lineColours.length] ?? 'indigo'}-6`),
        width: 1.5,
        spanGaps: false,
        ...(isDashed(line) ? { dash: [6, 3] } : {}),
      })),
    ],
  };
}
