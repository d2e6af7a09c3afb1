/** The other parts of a session's page while messages come: each drawn anew by itself, none a hindrance. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import type { BenchCase } from '../report.ts';
import { SIZE, withWatchedSession, type Load, type UiBench } from './watched-session.ts';
import { isFluent, MAX_INPUT_DELAY_MS, WindowProbe } from './window-probe.ts';

interface Part {
  readonly tab: string;
  /** What somebody does there first. */
  readonly prepare: (page: Page) => Promise<void>;
}

const partsOfPage: readonly Part[] = [
  { tab: 'Timeline', prepare: (page) => page.locator('[data-timeline-words]').waitFor() },
  {
    tab: 'Plot',
    prepare: async (page) => {
      const field = page.getByRole('combobox', { name: 'Field with numbers' });
      await field.fill('sensor.x');
      await field.press('Enter');
      await page.locator('[data-plotted]').first().waitFor();
    },
  },
  {
    tab: 'Notes',
    prepare: async (page) => {
      for (const text of ['task begins', 'camera on', 'task ends']) {
        await page.keyboard.press('n');
        await page.locator('[data-note-line] input').fill(text);
        await page.keyboard.press('Enter');
        await page.locator('[data-note="standing"]', { hasText: text }).waitFor();
      }
    },
  },
  { tab: 'Who is there', prepare: (page) => page.locator('[data-arrival]').first().waitFor() },
  // With a filter that every row is asked about.
  {
    tab: 'Messages',
    prepare: (page) => page.getByRole('textbox', { name: /^JSON field/ }).fill('sensor.x'),
  },
];
/** From a click on a part to when it is measured. */
const SETTLE_MS = 2000;

export function measureTabs(bench: UiBench, { rate, seconds }: Load): Promise<BenchCase[]> {
  console.log(`other parts of the page, ${rate} × ${SIZE} B a second, ${seconds} s each …`);
  const whole = (seconds + 15) * partsOfPage.length;
  const options = { name: `Parts ${rate}`, rate, seconds: whole, ledger: null };
  return withWatchedSession(bench, options, async ({ app, sender }) => {
    const cases: BenchCase[] = [];
    for (const { tab, prepare } of partsOfPage) {
      await app.page.getByRole('tab', { name: tab }).click();
      await prepare(app.page);
      await sleep(SETTLE_MS);
      const probe = await WindowProbe.start(app);
      await sleep(seconds * 1000);
      const figures = await probe.stop();
      cases.push({
        name: `${tab}, ${rate} × ${SIZE} B of JSON a second, ${seconds} s`,
        figures: { ...figures },
        peer: null,
        ratio: null,
        target: `no task over 50 ms, input delay p95 at most ${MAX_INPUT_DELAY_MS} ms`,
        pass: figures.rowsSent > 0 && isFluent(figures),
      });
    }
    sender.stop();
    return cases;
  });
}
