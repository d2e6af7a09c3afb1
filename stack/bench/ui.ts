/**
 * `npm run bench -- ui`: what the window costs while it shows a session of 2,000 messages a second, and
 * how long it takes to open. The built app on the whole stack, as an ordinary user, on a virtual screen.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { prepareAppPlace, type AppPlace } from '../../e2e/support/app-place.ts';
import { startDisplay, type Display } from '../../e2e/support/display.ts';
import { RecorderApp } from '../../e2e/support/recorder-app.ts';
import { projectRoot } from '../../scripts/setup.mjs';
import { check, type CheckResult } from '../check-run.ts';
import { startFastSender } from '../fast-sender/fast-sender.ts';
import { startStack, type Stack } from '../stack.ts';
import { printBench, type BenchCase } from './report.ts';
import { benchRecordings } from './ui-recordings.ts';
import { WindowProbe, type WindowFigures } from './window-probe.ts';

/** As many as are shown, and ten times that: what is not shown is counted. */
const RATES = [2000, 20_000] as const;
const SIZE = 200;
const SECONDS = 60;
const STARTS = 5;
/** feed-relay.ts promises this; a batch more may fall into the time measured. */
const MAX_BATCHES_PER_SECOND = 10.5;
const UPLOAD_LIMIT_MS = 60_000;

interface Bench {
  readonly stack: Stack;
  readonly place: AppPlace;
  readonly display: Display;
  readonly home: string;
}

/**
 * @param args `--seconds N` shortens it, `--rate N` measures one rate alone; `--only recordings` leaves the rest out.
 * @returns Whether every target is met.
 */
export async function benchUi(args: readonly string[]): Promise<boolean> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: text, rate: text, only: text },
  });
  if (values.only === 'recordings') return benchOnlyRecordings();
  const seconds = Number(values.seconds ?? SECONDS);
  if (!(seconds > 0)) throw new Error('--seconds must be a number above 0');
  const rates = values.rate === undefined ? RATES : [Number(values.rate)];
  const display = await startDisplay();
  const place = await prepareAppPlace(projectRoot);
  const stack = await startStack();
  const bench = { stack, place, display, home: place.makeHome() };
  try {
    const envFile = join(bench.home, 'recorder.env');
    const settings = { ...stack.env(), RECORDER_POLL_SECONDS: '2' };
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(envFile, lines.join(''), { mode: 0o600 });
    place.give(envFile);
    return printBench('ui', [
      ...(await measureAll(bench, seconds, rates)),
      ...(await benchRecordings(place, display)),
    ]);
  } finally {
    await stack.stop();
    place.remove();
    await display.stop();
  }
}

async function benchOnlyRecordings(): Promise<boolean> {
  const display = await startDisplay();
  const place = await prepareAppPlace(projectRoot);
  try {
    return printBench('ui', await benchRecordings(place, display));
  } finally {
    place.remove();
    await display.stop();
  }
}

function open({ place, display, home }: Bench): Promise<RecorderApp> {
  const args = ['--env-file', join(home, 'recorder.env'), '--data', join(home, 'recordings')];
  return RecorderApp.launch({ place, display, home, args });
}

/** From the creation of the main process. */
async function measureStarts(bench: Bench): Promise<BenchCase> {
  console.log(`opening the window ${STARTS} times …`);
  const painted: number[] = [];
  const usable: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const app = await open(bench);
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
    target: 'the window opens each time',
    pass: painted.every((ms) => ms > 0) && usable.every((ms) => ms > 0),
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

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function measureAll(
  bench: Bench,
  seconds: number,
  rates: readonly number[],
): Promise<BenchCase[]> {
  const cases = [await measureStarts(bench)];
  for (const rate of rates) cases.push(await measureFeed(bench, seconds, rate));
  return cases;
}

async function measureFeed(bench: Bench, seconds: number, rate: number): Promise<BenchCase> {
  console.log(`showing ${rate} × ${SIZE} B a second for ${seconds} s …`);
  const app = await open(bench);
  try {
    const { figures, found } = await showFeed(bench, app, seconds, rate);
    const { sent, recorded, verifiedInBucket, missing, exitCode } = found;
    return {
      name: `feed of ${rate} × ${SIZE} B a second, ${seconds} s`,
      figures: { ...figures, sent, recorded, verifiedInBucket: verifiedInBucket ?? 0, missing },
      peer: null,
      ratio: null,
      target: 'nothing lost on the way to journal and bucket; at most 10 feed batches a second',
      pass:
        exitCode === 0 &&
        recorded >= sent * 0.99 &&
        figures.rowsShown > 0 &&
        figures.feedBatchesPerSecond <= MAX_BATCHES_PER_SECOND,
    };
  } finally {
    await app.close();
  }
}

async function showFeed(
  { stack, home }: Bench,
  app: RecorderApp,
  seconds: number,
  rate: number,
): Promise<{ readonly figures: WindowFigures; readonly found: CheckResult }> {
  const { project, livekit } = stack;
  const ledgerDir = stack.makeFolder(`ledgers-${rate}`);
  const manifestsBefore = await manifestsOf(stack);
  const session = await project.createSession({ name: `Bench ${rate}` });
  await app.page.getByRole('button', { name: `Open Bench ${rate}` }).click({ timeout: 30_000 });
  const sender = await startFastSender({
    livekit,
    room: session.livekitRoomName,
    rate,
    size: SIZE,
    seconds,
    settle: 3,
    ledger: join(ledgerDir, 'fast.jsonl'),
    sessionId: session.id,
  });
  try {
    await app.page.getByRole('option').first().waitFor({ timeout: 30_000 });
    const probe = await WindowProbe.start(app);
    await sender.result;
    const figures = await probe.stop();
    await project.stopSession(session.id);
    await untilUploaded(stack, manifestsBefore + 1);
    const dataFolder = join(home, 'recordings');
    return { figures, found: await check(stack, { ledgerDir, dataFolder, bucketOf: project }) };
  } finally {
    sender.kill();
  }
}

/** The manifest goes last. */
async function untilUploaded(stack: Stack, manifests: number): Promise<void> {
  const deadline = Date.now() + UPLOAD_LIMIT_MS;
  while ((await manifestsOf(stack)) < manifests) {
    if (Date.now() > deadline) throw new Error('the recording was not uploaded');
    await sleep(200);
  }
}

async function manifestsOf({ s3, project }: Stack): Promise<number> {
  const objects = await s3.listObjects(project.bucket);
  return objects.filter(({ key }) => key.endsWith('manifest.json')).length;
}
