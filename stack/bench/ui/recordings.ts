/**
 * The part of `npm run bench -- ui` about recordings: the list of 10,000, and a search through 1 GB. The
 * built app, its servers not there, as an ordinary user on a virtual screen.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { AppPlace } from '../../../e2e/support/app-place.ts';
import type { Display } from '../../../e2e/support/display.ts';
import { giveAll, makePastRecording } from '../../../e2e/support/past-recordings.ts';
import { RecorderApp } from '../../../e2e/support/recorder-app.ts';
import { indexClosedSegment } from '../../../src/engine/recording/reader/index/index-closed.ts';
import type { BenchCase } from '../report.ts';
import { median } from '../../figures.ts';

const RECORDINGS = 10_000;
/** With the 429 bytes of a line of `writeJsonRecording`, 1 GB. */
const MESSAGES = 2_350_000;
const ROUNDS = 5;
const LIST_LIMIT_MS = 200;
const SEARCH_LIMIT_MS = 300;
const ROWS_IN_VIEW = 9;

const settings = {
  PROJECTS__0__LIVEKIT_URL: 'ws://127.0.0.1:9',
  PROJECTS__0__NAME: 'Bench',
  PROJECTS__0__KEY: 'key-of-nothing',
  PROJECTS__0__SECRET: 'secret-of-nothing',
  RECORDER_PLAIN_HOSTS: '127.0.0.1',
  RECORDER_NTP: 'off',
  RECORDER_UPLOAD: 'off',
};

export async function benchRecordings(place: AppPlace, display: Display): Promise<BenchCase[]> {
  const home = place.makeHome();
  const data = join(home, 'recordings');
  mkdirSync(data);
  console.log(`making ${RECORDINGS} recordings, one of them of 1 GB …`);
  await makeRecordings(data);
  const envFile = join(home, 'recorder.env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(envFile, lines.join(''), { mode: 0o600 });
  giveAll(home, home);
  const args = ['--env-file', envFile, '--data', data];
  const first = await RecorderApp.launch({ place, display, home, args });
  // The first start reads every manifest; later ones know them.
  await first.page
    .getByRole('button', { name: 'Recordings', exact: true })
    .click({ timeout: 60_000 });
  await first.page.getByText('10,000 recordings', { exact: true }).waitFor({ timeout: 120_000 });
  await first.close();

  const app = await RecorderApp.launch({ place, display, home, args });
  try {
    const { page } = app;
    await page.locator('[data-health]').first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(3000);
    const lists: number[] = [];
    const searches: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      lists.push(await page.evaluate(clickToRows, ROWS_IN_VIEW));
      await backHome(page);
    }
    await page.getByRole('button', { name: 'Recordings', exact: true }).click();
    await page.getByLabel('Search recordings').fill('One gigabyte');
    await page.locator('[data-recording="1gb"]').click();
    await page.getByRole('tab', { name: /^Messages/ }).click();
    await page.locator('[data-kind]').first().waitFor();
    for (let round = 0; round < ROUNDS; round += 1) {
      searches.push(await page.evaluate(typeToHit, 'moved'));
      await page.getByLabel('Search in this recording').fill('');
      await page.locator('[data-reading="done"]', { hasText: 'records' }).waitFor();
    }
    return [listCase(lists), searchCase(searches)];
  } finally {
    await app.close();
  }
}

async function backHome(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Home', exact: true }).click();
  await page.locator('[data-health]').first().waitFor();
  await page.waitForTimeout(500);
}

async function makeRecordings(data: string): Promise<void> {
  const lab = { project: 'Bench', senders: ['tablet-1', 'tablet-2'], topics: ['sensor/1'] };
  for (let number = 1; number < RECORDINGS; number += 1) {
    const startedAt = new Date(Date.UTC(2024, 0, 1) + number * 3_600_000).toISOString();
    makePastRecording(data, { ...lab, id: `r${number}`, session: `Lesson ${number}`, startedAt });
  }
  const startedAt = '2025-10-09T08:53:20.000Z';
  const large = { ...lab, id: '1gb', session: 'One gigabyte', startedAt, messages: MESSAGES };
  const folder = makePastRecording(data, large);
  // As the recorder does when it closes a segment.
  const segments = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  for (const name of segments) await indexClosedSegment(folder, name);
}

/**
 * Runs in the page, without functions of its own: tsx marks those.
 * @returns Milliseconds from the click to the frame after the rows in view were there
 */
async function clickToRows(rows: number): Promise<number> {
  const button = [...document.querySelectorAll('button')].find(
    (element) => element.innerText.trim() === 'Recordings',
  );
  if (button === undefined) throw new Error('the window has no way to the recordings');
  const began = performance.now();
  button.click();
  while (document.querySelectorAll('[data-recording] [data-status]').length < rows) {
    if (performance.now() - began > 30_000) throw new Error('the rows did not come');
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}

/**
 * Runs in the page as well.
 * @returns Milliseconds from the input to the frame after the first hits were there, the pause for typing in it
 */
async function typeToHit(text: string): Promise<number> {
  const field = document.querySelector('input[aria-label="Search in this recording"]');
  if (!(field instanceof HTMLInputElement)) throw new Error('there is no field to search');
  const began = performance.now();
  // React takes no notice of a value that is set in the ordinary way.
  const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  value?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  for (;;) {
    const status = document.querySelector('[data-reading]')?.textContent ?? '';
    const row = document.querySelector('[data-kind]')?.textContent ?? '';
    if (/^[1-9].* found/.test(status) && row.includes(text)) break;
    if (performance.now() - began > 60_000) throw new Error('nothing was found');
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}

function listCase(took: readonly number[]): BenchCase {
  return {
    name: `${RECORDINGS} recordings listed, ${ROUNDS} times`,
    figures: { clickToRowsMedianMs: median(took), clickToRowsMaxMs: Math.max(...took) },
    ...{ peer: null, ratio: null },
    target: `from the click to the rows in view at most ${LIST_LIMIT_MS} ms, in the median`,
    pass: median(took) <= LIST_LIMIT_MS,
  };
}

function searchCase(took: readonly number[]): BenchCase {
  return {
    name: `search through a recording of 1 GB, ${ROUNDS} times`,
    figures: { inputToHitsMedianMs: median(took), inputToHitsMaxMs: Math.max(...took) },
    ...{ peer: null, ratio: null },
    target: `from the input to the first hits at most ${SEARCH_LIMIT_MS} ms, in the median`,
    pass: median(took) <= SEARCH_LIMIT_MS,
  };
}
