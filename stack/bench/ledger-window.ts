/**
 * The part of `npm run bench -- ledger` that is seen: how long the built app takes to its window, and from
 * the click to the rows of the uploads page, with a full and an empty ledger in turns.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareAppPlace, type AppPlace } from '../../e2e/support/app-place.ts';
import { startDisplay } from '../../e2e/support/display.ts';
import { RecorderApp } from '../../e2e/support/recorder-app.ts';
import { projectRoot } from '../../scripts/setup.mjs';
import { median } from '../figures.ts';
import { fillLedger, LEDGER_PROJECT } from './ledger-rows.ts';
import type { BenchCase } from './report.ts';

const STARTS = 5;
/** At least as many as a window of 1280 × 800 shows without scrolling, and those of a page. */
const ROWS_IN_VIEW = 12;
const ROWS_OF_PAGE = 50;
const LIMIT_MS = 200;

/** Servers that are not there, for a full and an empty ledger alike; nothing is sent, it is paused. */
const settings = {
  PROJECTS__0__LIVEKIT_URL: 'ws://127.0.0.1:9',
  PROJECTS__0__NAME: 'Bench',
  PROJECTS__0__PROJECT_ID: LEDGER_PROJECT,
  PROJECTS__0__KEY: 'key-of-nothing',
  PROJECTS__0__SECRET: 'secret-of-nothing',
  PROJECTS__0__S3_CONFIG__ACCESS_KEY: 'access-to-nothing',
  PROJECTS__0__S3_CONFIG__SECRET_KEY: 'secret-of-nothing',
  PROJECTS__0__S3_CONFIG__ENDPOINT: 'http://127.0.0.1:9',
  PROJECTS__0__S3_CONFIG__BUCKET_NAME: 'bench',
  PROJECTS__0__S3_CONFIG__REGION: 'us-east-1',
  RECORDER_PLAIN_HOSTS: '127.0.0.1',
  RECORDER_NTP: 'off',
};

/** Milliseconds. */
interface Opened {
  /** From the creation of the main process to a window that shows how the recorder stands. */
  readonly usable: number;
  /** From the click to painted rows: those in view, and all of the page. Null with an empty ledger. */
  readonly page: { readonly inView: number; readonly all: number } | null;
}

/** @returns Whether the page opens within 200 ms, and the app starts at most 200 ms later. */
export async function benchLedgerWindow(rows: number): Promise<BenchCase[]> {
  const display = await startDisplay();
  const place = await prepareAppPlace(projectRoot);
  try {
    const homes = { full: makeHome(place, rows), empty: makeHome(place, 0) };
    const opened: Record<keyof typeof homes, Opened[]> = { full: [], empty: [] };
    for (let start = 0; start < STARTS; start += 1) {
      console.log(
        `opening the window with ${rows} rows and with none, ${start + 1} of ${STARTS} …`,
      );
      for (const which of ['empty', 'full'] as const) {
        const home = homes[which];
        const args = ['--env-file', join(home, 'recorder.env'), '--data', dataOf(home)];
        const app = await RecorderApp.launch({ place, display, home, args });
        try {
          opened[which].push(await open(app, which === 'full'));
        } finally {
          await app.close();
        }
      }
    }
    return cases(rows, opened);
  } finally {
    place.remove();
    await display.stop();
  }
}

function cases(rows: number, opened: Record<'full' | 'empty', readonly Opened[]>): BenchCase[] {
  const usable = (which: 'full' | 'empty'): number[] => opened[which].map((one) => one.usable);
  const pages = opened.full.flatMap(({ page }) => (page === null ? [] : [page]));
  const inView = pages.map((one) => one.inView);
  const slower = median(usable('full')) - median(usable('empty'));
  return [
    {
      name: `the uploads page with ${rows} rows, ${STARTS} times`,
      figures: {
        clickToRowsMedianMs: median(inView),
        clickToRowsMaxMs: Math.max(...inView),
        clickToAllRowsMedianMs: median(pages.map(({ all }) => all)),
      },
      peer: null,
      ratio: null,
      target: `from the click to the rows in view at most ${LIMIT_MS} ms, in the median`,
      pass: pages.length === STARTS && median(inView) <= LIMIT_MS,
    },
    {
      name: `the app's start with ${rows} rows beside none, ${STARTS} times each`,
      figures: {
        usableMedianMs: median(usable('full')),
        usableMaxMs: Math.max(...usable('full')),
        slowerByMs: slower,
      },
      peer: {
        usableMedianMs: median(usable('empty')),
        usableMaxMs: Math.max(...usable('empty')),
      },
      ratio: null,
      target: `at most ${LIMIT_MS} ms slower than with an empty ledger, in the median`,
      pass: slower <= LIMIT_MS,
    },
  ];
}

const dataOf = (home: string): string => join(home, 'recordings');

function makeHome(place: AppPlace, rows: number): string {
  const home = place.makeHome();
  const data = dataOf(home);
  mkdirSync(data, { mode: 0o700 });
  fillLedger(join(data, 'state.sqlite'), rows);
  for (const name of readdirSync(data)) place.give(join(data, name));
  place.give(data);
  const envFile = join(home, 'recorder.env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(envFile, lines.join(''), { mode: 0o600 });
  place.give(envFile);
  return home;
}

async function open({ page, electron }: RecorderApp, hasRows: boolean): Promise<Opened> {
  await page.locator('[data-health]').first().waitFor();
  const now = Date.now();
  const created = await electron.evaluate(() => process.getCreationTime() ?? 0);
  const usable = now - created;
  if (!hasRows) return { usable, page: null };
  // What a start does in its first moments is not part of a click.
  await page.waitForTimeout(2000);
  return { usable, page: await page.evaluate(clickToRows, [ROWS_IN_VIEW, ROWS_OF_PAGE] as const) };
}

/**
 * Runs in the page, without functions of its own: tsx marks those.
 *
 * @returns milliseconds from the click to the frame after so many rows were there
 */
async function clickToRows([inView, all]: readonly [number, number]): Promise<{
  readonly inView: number;
  readonly all: number;
}> {
  const button = [...document.querySelectorAll('button')].find((element) =>
    element.innerText.trim().startsWith('Uploads'),
  );
  if (button === undefined) throw new Error('the window has no way to the uploads');
  const took: number[] = [];
  const began = performance.now();
  button.click();
  for (const rows of [inView, all]) {
    while (document.querySelectorAll('tr[data-state]').length < rows) {
      if (performance.now() - began > 30_000) throw new Error('the rows did not come');
      await new Promise(requestAnimationFrame);
    }
    // Painted when the next frame begins.
    await new Promise(requestAnimationFrame);
    took.push(performance.now() - began);
  }
  return { inView: took[0] ?? Number.NaN, all: took[1] ?? Number.NaN };
}
