/**
 * `npm run bench -- ui`: what the window costs while it shows a session of thousands of messages a
 * second, how long it takes to open, and to find a recording. The built app on the whole stack, as an
 * ordinary user, on a virtual screen.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { prepareAppPlace } from '../../../e2e/support/app-place.ts';
import { startDisplay } from '../../../e2e/support/display.ts';
import { projectRoot } from '../../../scripts/setup.mjs';
import { startStack } from '../../stack.ts';
import { printBench, type BenchCase } from '../report.ts';
import { measureFeed } from './feed.ts';
import { measureMemory } from './memory.ts';
import { benchRecordings } from './recordings.ts';
import { measureStarts } from './start.ts';
import { measureTabs } from './tabs.ts';
import type { UiBench } from './watched-session.ts';

const parts = ['start', 'feed', 'tabs', 'memory', 'recordings'] as const;
type Part = (typeof parts)[number];

/** As many as are shown, and ten times that: what is not shown is counted. */
const RATES = [2000, 20_000];
const FEED_SECONDS = 60;
const TAB_SECONDS = 20;
const MEMORY_SECONDS = 600;

interface Wanted {
  readonly parts: readonly Part[];
  /** Instead of each part's own. */
  readonly seconds: number | null;
  readonly rate: number | null;
}

/**
 * @param args `--only start|feed|tabs|memory|recordings`: that part alone (with commas: several);
 *   `--seconds N`: so long each feed, tab and memory run; `--rate N`: this rate alone.
 * @returns Whether every target is met.
 */
export async function benchUi(args: readonly string[]): Promise<boolean> {
  const wanted = wantedOf(args);
  const display = await startDisplay();
  const place = await prepareAppPlace(projectRoot);
  try {
    const cases: BenchCase[] = [];
    if (wanted.parts.some((part) => part !== 'recordings')) {
      const stack = await startStack();
      try {
        const withUploads = { ...stack.env(), RECORDER_POLL_SECONDS: '2' };
        const bench = { stack, place, display, home: homeWith(place, withUploads) };
        const alone = {
          ...bench,
          home: homeWith(place, { ...withUploads, RECORDER_UPLOAD: 'off' }),
        };
        cases.push(...(await measureOnStack(bench, alone, wanted)));
      } finally {
        await stack.stop();
      }
    }
    if (wanted.parts.includes('recordings')) cases.push(...(await benchRecordings(place, display)));
    return printBench('ui', cases);
  } finally {
    place.remove();
    await display.stop();
  }
}

function wantedOf(args: readonly string[]): Wanted {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seconds: text, rate: text, only: text },
  });
  const named = values.only?.split(',') ?? parts;
  const chosen = parts.filter((part) => named.includes(part));
  if (chosen.length < named.length) throw new Error(`--only knows ${parts.join(', ')}`);
  const [seconds = null, rate = null] = [values.seconds, values.rate].map((value) =>
    value === undefined ? null : Number(value),
  );
  if (seconds !== null && !(seconds > 0)) throw new Error('--seconds must be a number above 0');
  if (rate !== null && !(rate > 0)) throw new Error('--rate must be a number above 0');
  return { parts: chosen, seconds, rate };
}

function homeWith(place: UiBench['place'], settings: Readonly<Record<string, string>>): string {
  const home = place.makeHome();
  const envFile = join(home, 'recorder.env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(envFile, lines.join(''), { mode: 0o600 });
  place.give(envFile);
  return home;
}

/** @param alone A recorder that uploads nothing. */
async function measureOnStack(
  bench: UiBench,
  alone: UiBench,
  { parts: wanted, seconds, rate }: Wanted,
): Promise<BenchCase[]> {
  const cases: BenchCase[] = [];
  if (wanted.includes('start')) cases.push(await measureStarts(bench));
  if (wanted.includes('feed')) {
    for (const one of rate === null ? RATES : [rate]) {
      cases.push(await measureFeed(bench, { rate: one, seconds: seconds ?? FEED_SECONDS }));
    }
  }
  if (wanted.includes('tabs')) {
    const load = { rate: rate ?? Math.min(...RATES), seconds: seconds ?? TAB_SECONDS };
    cases.push(...(await measureTabs(alone, load)));
  }
  if (wanted.includes('memory')) {
    const load = { rate: rate ?? Math.max(...RATES), seconds: seconds ?? MEMORY_SECONDS };
    cases.push(await measureMemory(alone, load));
  }
  return cases;
}
