/** From the start of the app, already set up, to a window that can be used. */
import type { BenchCase } from '../report.ts';
import { median } from '../../figures.ts';
import { openApp, type UiBench } from './watched-session.ts';

const STARTS = 5;
const LIMIT_MS = 2000;

/** From the creation of the main process. */
export async function measureStarts(bench: UiBench): Promise<BenchCase> {
  console.log(`opening the window ${STARTS} times …`);
  const painted: number[] = [];
  const usable: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const app = await openApp(bench);
    try {
      await app.page.locator('[data-health]').first().waitFor();
      const now = Date.now();
      const created = await app.electron.evaluate(() => process.getCreationTime() ?? 0);
      const firstPaint = await app.page.evaluate(firstContentAt);
      painted.push(firstPaint - created);
      usable.push(now - created);
    } finally {
      await app.close();
    }
  }
  return {
    name: `start to window, ${STARTS} times`,
    figures: {
      firstPaintMedianMs: median(painted),
      firstPaintMaxMs: Math.max(...painted),
      usableMedianMs: median(usable),
      usableMaxMs: Math.max(...usable),
    },
    peer: null,
    ratio: null,
    target: `usable within ${LIMIT_MS} ms, in the median`,
    pass: painted.every((ms) => ms > 0) && median(usable) <= LIMIT_MS,
  };
}

/** Runs in the page. @returns unix milliseconds */
function firstContentAt(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const entry = list.getEntriesByName('first-contentful-paint')[0];
      if (entry !== undefined) resolve(performance.timeOrigin + entry.startTime);
    }).observe({ type: 'paint', buffered: true });
  });
}
