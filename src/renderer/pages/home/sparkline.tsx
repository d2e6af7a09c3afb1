/** The rate of the last minute as a small line; its figure stands beside it. */
import type { ReactElement } from 'react';
import { RATE_SAMPLES, useRateHistory } from '../../state/rate-history.ts';
import styles from './sparkline.module.css';

const WIDTH = 60;
const HEIGHT = 18;

export function Sparkline({ sessionId }: { readonly sessionId: string }): ReactElement {
  const rates = useRateHistory(({ bySession }) => bySession.get(sessionId)) ?? none;
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden className={styles['line']} data-sparkline>
      <polyline points={pointsOf(rates)} />
    </svg>
  );
}

const none: readonly number[] = [];

/** The newest on the right; the highest of the minute reaches the top. */
export function pointsOf(rates: readonly number[]): string {
  const most = rates.reduce((high, rate) => Math.max(high, rate), 1);
  const step = WIDTH / (RATE_SAMPLES - 1);
  const start = WIDTH - (rates.length - 1) * step;
  return rates
    .map((rate, place) => {
      const y = HEIGHT - 1 - (rate / most) * (HEIGHT - 2);
      return `${(start + place * step).toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
