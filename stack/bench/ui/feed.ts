/** The feed while thousands of messages a second arrive, each of them in the journal and the bucket after. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { check, type CheckResult } from '../../check-run.ts';
import type { FastSenderResult } from '../../fast-sender/fast-sender.ts';
import type { Stack } from '../../stack.ts';
import type { BenchCase } from '../report.ts';
import {
  cameFastEnough,
  shownFigure,
  SIZE,
  withWatchedSession,
  type Load,
  type UiBench,
} from './watched-session.ts';
import { isFluent, MAX_INPUT_DELAY_MS, WindowProbe, type WindowFigures } from './window-probe.ts';

/** Messages a second that the window shows as rows, where so many come. */
const MOST_SHOWN = 2000;
/** Where all of them could be shown, so many of them are. */
const NEARLY_ALL = 0.99;
const UPLOAD_LIMIT_MS = 120_000;

export async function measureFeed(bench: UiBench, load: Load): Promise<BenchCase> {
  const { rate, seconds } = load;
  console.log(`showing ${rate} × ${SIZE} B a second for ${seconds} s …`);
  const { figures, shownPerSecond, result, found } = await showFeed(bench, load);
  const { sent, recorded, verifiedInBucket, missing, exitCode } = found;
  const wanted = Math.min(MOST_SHOWN, rate * NEARLY_ALL);
  return {
    name: `feed of ${rate} × ${SIZE} B a second, ${seconds} s`,
    figures: {
      ...{ arrivedPerSecond: result.perSecond, shownPerSecond },
      ...figures,
      ...{ sent, recorded, verifiedInBucket: verifiedInBucket ?? 0, missing },
    },
    peer: null,
    ratio: null,
    target: `${wanted} a second shown, no task over 50 ms, input delay p95 at most ${MAX_INPUT_DELAY_MS} ms, at most 10 batches a second, nothing lost on the way to journal and bucket`,
    pass:
      exitCode === 0 &&
      missing === 0 &&
      recorded >= sent * NEARLY_ALL &&
      cameFastEnough(result, load) &&
      shownPerSecond >= wanted &&
      isFluent(figures),
  };
}

interface Shown {
  readonly figures: WindowFigures;
  readonly shownPerSecond: number;
  readonly result: FastSenderResult;
  readonly found: CheckResult;
}

function showFeed(bench: UiBench, { rate, seconds }: Load): Promise<Shown> {
  const { stack, home } = bench;
  const { project } = stack;
  const ledgerDir = stack.makeFolder(`ledgers-${rate}`);
  const ledger = join(ledgerDir, 'fast.jsonl');
  const options = { name: `Bench ${rate}`, rate, seconds, ledger };
  return withWatchedSession(bench, options, async ({ app, sessionId, sender }) => {
    const manifestsBefore = await manifestsOf(stack);
    const probe = await WindowProbe.start(app);
    const [shownBefore, beganAt] = [await shownFigure(app, 'shown'), performance.now()];
    // Not into the last moments, in which less comes.
    await Promise.race([sleep((seconds - 1) * 1000), sender.result]);
    const shown = (await shownFigure(app, 'shown')) - shownBefore;
    const shownPerSecond = (shown / (performance.now() - beganAt)) * 1000;
    const figures = await probe.stop();
    const result = await sender.result;
    await project.stopSession(sessionId);
    await untilUploaded(stack, manifestsBefore + 1);
    const dataFolder = join(home, 'recordings');
    const found = await check(stack, { ledgerDir, dataFolder, bucketOf: project });
    return { figures, shownPerSecond, result, found };
  });
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
