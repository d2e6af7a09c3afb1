/** Whether the window's memory stays as it is, hour after hour of a session: ten minutes tell. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCase } from '../report.ts';
import { median } from '../../figures.ts';
import {
  cameFastEnough,
  shownFigure,
  SIZE,
  untilRecorded,
  withWatchedSession,
  type Load,
  type UiBench,
} from './watched-session.ts';
import { WindowProbe } from './window-probe.ts';

const MOST_MB = 350;
const MOST_GROWTH = 1.1;
/** The run is looked at in so many parts: the second beside the last. */
const PARTS = 10;

export async function measureMemory(bench: UiBench, load: Load): Promise<BenchCase> {
  const { rate, seconds } = load;
  console.log(`memory of the window, ${rate} × ${SIZE} B a second for ${seconds} s …`);
  const options = { name: `Memory ${rate}`, rate, seconds: seconds + 2, ledger: null };
  return withWatchedSession(bench, options, async ({ app, sender }) => {
    const probe = await WindowProbe.start(app);
    await Promise.race([sleep(seconds * 1000), sender.result]);
    const [second = 0, ...others] = medians(probe.windowMegabytes).slice(1);
    const last = others.at(-1) ?? second;
    const shown = await shownFigure(app, 'shown');
    const figures = await probe.stop();
    const result = await sender.result;
    const recorded = await untilRecorded(app, result.sent);
    return {
      name: `memory, ${rate} × ${SIZE} B of JSON a second, ${seconds} s`,
      figures: {
        ...{ windowMbSecondTenth: second, windowMbLastTenth: last, growth: last / second },
        ...figures,
        ...{ arrivedPerSecond: result.perSecond, shown, sent: result.sent, recorded },
      },
      peer: null,
      ratio: null,
      target: `the last tenth at most ${MOST_GROWTH} times the second, never above ${MOST_MB} MB; every message recorded`,
      pass:
        last <= second * MOST_GROWTH &&
        figures.windowMbMax < MOST_MB &&
        cameFastEnough(result, load) &&
        recorded === result.sent,
    };
  });
}

/** Of each tenth. */
function medians(values: readonly number[]): number[] {
  const size = values.length / PARTS;
  return Array.from({ length: PARTS }, (_, part) =>
    median(values.slice(Math.floor(part * size), Math.floor((part + 1) * size))),
  );
}
