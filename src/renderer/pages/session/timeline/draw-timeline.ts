/** Draws lanes on a canvas: hundreds of columns times dozens of senders are no elements of a page. */
import type { Timeline } from '../../../../shared/timeline.ts';
import { millis } from './timeline-words.ts';

export const TOTAL_HEIGHT = 44;
export const ROW_HEIGHT = 18;
const FLAG = 7;

export interface Colours {
  readonly bar: string;
  readonly faint: string;
  readonly gap: string;
  readonly note: string;
  readonly text: string;
}

export const heightOf = ({ rows }: Timeline): number => TOTAL_HEIGHT + rows.length * ROW_HEIGHT;

/** @param cursor The column that is looked at; null: none. */
export function drawTimeline(
  canvas: HTMLCanvasElement,
  timeline: Timeline,
  colours: Colours,
  cursor: number | null,
): void {
  const width = canvas.clientWidth;
  const height = heightOf(timeline);
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  pen.scale(scale, scale);
  const { from, columnMs, totals, rows, events, notes } = timeline;
  const step = width / totals.length;
  const xOf = (at: number): number => ((at - from) / columnMs) * step;

  for (const { type, at, to, isFilled } of events) {
    if (type !== 'gap' || isFilled === true) continue;
    const start = Math.max(0, xOf(millis(at)));
    const end = to === null ? start + 2 : xOf(millis(to));
    hatch(pen, colours.gap, { x: start, width: Math.max(2, end - start), height });
  }
  bars(pen, totals, { top: 8, height: TOTAL_HEIGHT - 10, step, colour: colours.bar });
  rows.forEach(({ identity, counts }, place) => {
    const top = TOTAL_HEIGHT + place * ROW_HEIGHT;
    pen.fillStyle = colours.faint;
    pen.fillRect(0, top + ROW_HEIGHT - 1, width, 1);
    bars(pen, counts, { top, height: ROW_HEIGHT - 3, step, colour: colours.bar });
    for (const event of events) {
      if (event.identity !== identity || event.type === 'gap') continue;
      const x = xOf(millis(event.at));
      pen.fillStyle = colours.text;
      // Who comes points up, who leaves down: the form says it, not the colour.
      triangle(pen, { x, top: top + 5, isUp: event.type !== 'left' });
    }
  });
  for (const { pressed, isWithdrawn } of notes) {
    if (isWithdrawn) continue;
    const x = xOf(millis(pressed));
    pen.fillStyle = colours.note;
    pen.fillRect(x, 0, 1, height);
    pen.fillRect(x, 0, FLAG, FLAG - 2);
  }
  if (cursor === null) return;
  pen.strokeStyle = colours.text;
  pen.strokeRect(cursor * step, 0.5, Math.max(2, step), height - 1);
}

interface Bars {
  readonly top: number;
  readonly height: number;
  readonly step: number;
  readonly colour: string;
}

function bars(pen: CanvasRenderingContext2D, counts: readonly number[], at: Bars): void {
  const most = counts.reduce((high, count) => Math.max(high, count), 1);
  pen.fillStyle = at.colour;
  counts.forEach((count, column) => {
    if (count === 0) return;
    const height = Math.max(1.5, (count / most) * at.height);
    pen.fillRect(column * at.step, at.top + at.height - height, Math.max(1, at.step - 0.5), height);
  });
}

interface Area {
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

function hatch(pen: CanvasRenderingContext2D, colour: string, { x, width, height }: Area): void {
  pen.save();
  pen.beginPath();
  pen.rect(x, 0, width, height);
  pen.clip();
  pen.globalAlpha = 0.25;
  pen.fillStyle = colour;
  pen.fillRect(x, 0, width, height);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.beginPath();
  for (let at = x - height; at < x + width; at += 8) {
    pen.moveTo(at, height);
    pen.lineTo(at + height, 0);
  }
  pen.stroke();
  pen.restore();
}

interface Tip {
  readonly x: number;
  readonly top: number;
  readonly isUp: boolean;
}

function triangle(pen: CanvasRenderingContext2D, { x, top, isUp }: Tip): void {
  const [base, tip] = isUp ? [top + 7, top] : [top, top + 7];
  pen.beginPath();
  pen.moveTo(x - 4, base);
  pen.lineTo(x + 4, base);
  pen.lineTo(x, tip);
  pen.fill();
}
