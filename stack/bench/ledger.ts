/**
 * `npm run bench -- ledger`: what 10,000 rows in the ledger of uploads cost the engine: opening the state
 * file and starting uploads, the first page of the ledger, the summary that every snapshot carries, and
 * taking the next row. Beside the same with an empty ledger, in the same process and in turns. Then the
 * same in the window of the built app (ledger-window.ts).
 */
import { join } from 'node:path';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { silentLog } from '../../src/shared/log.ts';
import { openState } from '../../src/engine/state/state-database.ts';
import type { Destination } from '../../src/engine/uploads/destination.ts';
import { createUploadQueue } from '../../src/engine/uploads/queue.ts';
import { uploadViews } from '../../src/engine/uploads/snapshot.ts';
import { fillLedger } from './ledger-rows.ts';
import { benchLedgerWindow } from './ledger-window.ts';
import { printBench, type BenchCase } from './report.ts';

const ROWS = 10_000;
const ROUNDS = 7;

/** Nothing is sent in this bench. */
const bucket: Destination = {
  kind: 's3',
  bucket: 'bench',
  describe: () => 'bucket bench',
  put: () => Promise.reject(new Error('not in this bench')),
  abandon: () => Promise.resolve(),
  probe: () => Promise.resolve(),
  close: () => undefined,
};

interface Took {
  readonly start: number;
  readonly page: number;
  readonly deepPage: number;
  readonly summary: number;
  readonly next: number;
}

async function measure(file: string, folder: string): Promise<Took> {
  const clock = (work: () => void): number => {
    const began = performance.now();
    work();
    return performance.now() - began;
  };
  const from = performance.now();
  const state = openState(file, silentLog);
  const destinations = new Map([['p1', [bucket]]]);
  const running = createUploadQueue({ state, dataFolder: folder, destinations, log: silentLog });
  running.start();
  const start = performance.now() - from;
  const source = running.source();
  const pageAt = (offset: number): number =>
    clock(() => {
      const stretch = { states: [], recordingId: null, offset, limit: 50 } as const;
      uploadViews(state.uploads.page(stretch), source);
      state.uploads.size(stretch);
    });
  const took = {
    start,
    page: pageAt(0),
    deepPage: pageAt(ROWS - 100),
    summary: clock(() => {
      state.uploads.counts();
      state.uploads.openBytes();
    }),
    next: clock(() => state.uploads.eligible(Date.now(), { places: ['s3 p1'], limit: 1 })),
  };
  await running.stop();
  state.close();
  return took;
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** @returns Whether the page opens within 200 ms and the start is not slower by more than 200 ms. */
export async function benchLedger(): Promise<boolean> {
  return printBench('ledger', [await benchEngine(), ...(await benchLedgerWindow(ROWS))]);
}

async function benchEngine(): Promise<BenchCase> {
  const root = makeThrowawayFolder();
  try {
    const files = { full: join(root, 'full.sqlite'), empty: join(root, 'empty.sqlite') };
    fillLedger(files.full, ROWS);
    fillLedger(files.empty, 0);
    const taken: { full: Took[]; empty: Took[] } = { full: [], empty: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      taken.full.push(await measure(files.full, root));
      taken.empty.push(await measure(files.empty, root));
    }
    const of = (which: keyof typeof taken, name: keyof Took): number =>
      middle(taken[which].map((one) => one[name]));
    const all = (which: keyof typeof taken): Record<string, number> => ({
      startMs: of(which, 'start'),
      firstPageMs: of(which, 'page'),
      lastPageMs: of(which, 'deepPage'),
      summaryMs: of(which, 'summary'),
      nextRowMs: of(which, 'next'),
    });
    const slower = of('full', 'start') - of('empty', 'start');
    const slowest = Math.max(...taken.full.flatMap(({ page, deepPage }) => [page, deepPage]));
    return {
      name: `the engine with ${ROWS} rows beside none`,
      figures: { ...all('full'), slowestPageMs: slowest, startSlowerByMs: slower },
      peer: all('empty'),
      ratio: null,
      target: 'any page within 200 ms, the start at most 200 ms slower than with an empty ledger',
      pass: slowest <= 200 && slower <= 200,
    };
  } finally {
    removeThrowawayFolder(root);
  }
}
