/** Looks at the running window from outside: its long tasks, its memory, and what is sent to it. */
import { existsSync } from 'node:fs';
import type { CDPSession } from 'playwright';
import { z } from 'zod';
import type { RecorderApp } from '../../../e2e/support/recorder-app.ts';
import { cpuMicros, residentBytes } from '../process-cpu.ts';
import { percentile } from '../../figures.ts';

export interface WindowFigures {
  /** Tasks of 50 ms and more, as Chromium counts them. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
  /** How late the page's timers came at most: the longest it could not have answered a click. */
  readonly longestStallMs: number;
  /** From a key press to when the page begins to deal with it. */
  readonly inputDelayP95Ms: number;
  readonly inputDelayMaxMs: number;
  readonly feedBatchesPerSecond: number;
  readonly snapshotsPerSecond: number;
  /** Rows that went to the window, and messages of which only the number did. */
  readonly rowsSent: number;
  readonly rowsCounted: number;
  readonly windowCpuPercent: number;
  readonly mainCpuPercent: number;
  readonly captureCpuPercent: number;
  readonly windowMbMax: number;
  readonly allProcessesMbMax: number;
  readonly heapMbMax: number;
  /** After a collection, at the end. */
  readonly heapMbHeld: number;
}

interface AppProcess {
  readonly pid: number;
  readonly type: string;
  readonly name: string;
}

/** feed-relay.ts promises ten; a batch more may fall into the time measured. */
const MAX_BATCHES_PER_SECOND = 10.5;
export const MAX_INPUT_DELAY_MS = 100;

/** Whether somebody who uses the window notices nothing of what comes. */
export function isFluent(figures: WindowFigures): boolean {
  return (
    figures.longTasks === 0 &&
    figures.inputDelayP95Ms <= MAX_INPUT_DELAY_MS &&
    figures.feedBatchesPerSecond <= MAX_BATCHES_PER_SECOND
  );
}

const SAMPLE_MS = 1000;
/** Four a second: of a minute's, the worst twelve are beyond the 95th part of a hundred. */
const KEY_MS = 250;
const TIMER_MS = 10;
const busySchema = z.object({
  longTasks: z.array(z.number()),
  stallMs: z.number(),
  inputDelays: z.array(z.number()),
});
/** A key that does nothing by itself. */
const PROBE_KEY = 'Shift';
const sentSchema = z.object({
  batches: z.number(),
  rows: z.number(),
  skipped: z.number(),
  snapshots: z.number(),
});

export class WindowProbe {
  readonly #app: RecorderApp;
  readonly #cdp: CDPSession;
  readonly #startedAt = performance.now();
  readonly #processes: readonly AppProcess[];
  readonly #cpuBefore: ReadonlyMap<number, number>;
  readonly #timers: readonly NodeJS.Timeout[];
  #pressing: Promise<void> = Promise.resolve();
  #sampling: Promise<void> = Promise.resolve();
  #heapMbMax = 0;
  readonly #windowMb: number[] = [];
  #allMbMax = 0;

  private constructor(app: RecorderApp, cdp: CDPSession, processes: readonly AppProcess[]) {
    this.#app = app;
    this.#cdp = cdp;
    this.#processes = processes;
    this.#cpuBefore = new Map(processes.map(({ pid }) => [pid, cpuMicros(pid)]));
    this.#timers = [
      setInterval(() => {
        this.#sampling = this.#sampling.then(() => this.#sample());
      }, SAMPLE_MS),
      setInterval(() => {
        this.#pressing = this.#pressing.then(() => app.page.keyboard.press(PROBE_KEY));
      }, KEY_MS),
    ];
  }

  static async start(app: RecorderApp): Promise<WindowProbe> {
    await watchBusy(app);
    await countSent(app);
    const cdp = await app.page.context().newCDPSession(app.page);
    await cdp.send('Performance.enable');
    return new WindowProbe(app, cdp, await processesOf(app));
  }

  /** Of the window's process, each second. */
  get windowMegabytes(): readonly number[] {
    return [...this.#windowMb];
  }

  /** Ends the measurement. */
  async stop(): Promise<WindowFigures> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#sampling;
    await this.#pressing;
    await this.#sample();
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const { longTasks, stallMs, inputDelays } = busySchema.parse(
      await this.#app.page.evaluate(() => Reflect.get(globalThis, 'benchBusy') as unknown),
    );
    const sent = sentSchema.parse(
      await again(() =>
        this.#app.electron.evaluate(() => Reflect.get(globalThis, 'benchSent') as unknown),
      ),
    );
    const percentOf = (fits: (one: AppProcess) => boolean): number => {
      const pid = this.#processes.find(fits)?.pid ?? 0;
      const used = cpuMicros(pid) - (this.#cpuBefore.get(pid) ?? 0);
      return used / 10_000 / seconds;
    };
    await this.#cdp.send('HeapProfiler.collectGarbage');
    const heapMbHeld = await this.#heapMb();
    await this.#cdp.detach();
    return {
      longTasks: longTasks.length,
      longestTaskMs: Math.max(0, ...longTasks),
      longestStallMs: stallMs,
      inputDelayP95Ms: percentile(inputDelays, 0.95),
      inputDelayMaxMs: percentile(inputDelays, 1),
      feedBatchesPerSecond: sent.batches / seconds,
      snapshotsPerSecond: sent.snapshots / seconds,
      rowsSent: sent.rows,
      rowsCounted: sent.skipped,
      windowCpuPercent: percentOf(({ type }) => type === 'Tab'),
      mainCpuPercent: percentOf(({ type }) => type === 'Browser'),
      captureCpuPercent: percentOf(({ name }) => name.endsWith('capture')),
      windowMbMax: Math.max(...this.#windowMb),
      allProcessesMbMax: this.#allMbMax,
      heapMbMax: this.#heapMbMax,
      heapMbHeld,
    };
  }

  async #sample(): Promise<void> {
    this.#heapMbMax = Math.max(this.#heapMbMax, await this.#heapMb());
    const running = this.#processes.filter(({ pid }) => existsSync(`/proc/${pid}`));
    // Resident, shared pages included.
    const all = running.map(({ pid, type }) => ({ type, mb: residentBytes(pid) / 1e6 }));
    this.#windowMb.push(all.find(({ type }) => type === 'Tab')?.mb ?? 0);
    this.#allMbMax = Math.max(
      this.#allMbMax,
      all.reduce((sum, { mb }) => sum + mb, 0),
    );
  }

  async #heapMb(): Promise<number> {
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1e6;
  }
}

function processesOf({ electron }: RecorderApp): Promise<AppProcess[]> {
  return again(() =>
    electron.evaluate(({ app }) =>
      app.getAppMetrics().map(({ pid, type, name = '', serviceName = '' }) => ({
        pid,
        type,
        name: name === '' ? serviceName : name,
      })),
    ),
  );
}

/** Electron's collector sometimes takes the answer that Playwright waits for. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!String(error).includes('garbage collected')) throw error;
    return ask();
  }
}

/** A long task of our own is seen first, so that none later means none. */
async function watchBusy({ page }: RecorderApp): Promise<void> {
  await page.evaluate(async (timerMs) => {
    const busy = { longTasks: [] as number[], stallMs: 0, inputDelays: [] as number[] };
    const known = Reflect.get(globalThis, 'benchBusy') as typeof busy | undefined;
    if (known !== undefined) {
      Object.assign(known, busy);
      return;
    }
    // No function here has a name: tsx marks those with a helper that the page does not have.
    window.addEventListener(
      'keydown',
      (event) => {
        busy.inputDelays.push(performance.now() - event.timeStamp);
      },
      { capture: true },
    );
    Reflect.set(globalThis, 'benchBusy', busy);
    const own = new Promise<void>((resolve, reject) => {
      setTimeout(reject, 5000, new Error('long tasks are not reported here'));
      new PerformanceObserver((list) => {
        busy.longTasks.push(...list.getEntries().map(({ duration }) => duration));
        resolve();
      }).observe({ type: 'longtask' });
    });
    setTimeout(() => {
      const end = performance.now() + 80;
      while (performance.now() < end);
    });
    await own;
    busy.longTasks = [];
    let due = performance.now() + timerMs;
    setInterval(() => {
      const now = performance.now();
      busy.stallMs = Math.max(busy.stallMs, now - due);
      due = now + timerMs;
    }, timerMs);
  }, TIMER_MS);
}

/** Counted where it leaves the main process: a listener in the window would cost the window time. */
async function countSent({ electron }: RecorderApp): Promise<void> {
  await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error('there is no window');
    const sent = { batches: 0, rows: 0, skipped: 0, snapshots: 0 };
    const known = Reflect.get(globalThis, 'benchSent') as typeof sent | undefined;
    if (known !== undefined) {
      Object.assign(known, sent);
      return;
    }
    Reflect.set(globalThis, 'benchSent', sent);
    const send = contents.send.bind(contents);
    contents.send = (channel: string, ...args: unknown[]): void => {
      if (channel === 'engine:changed') sent.snapshots += 1;
      if (channel === 'feed:rows') {
        const batch = args[0] as { rows: string; skipped: number };
        sent.batches += 1;
        sent.rows += (JSON.parse(batch.rows) as { rows: readonly unknown[] }).rows.length;
        sent.skipped += batch.skipped;
      }
      send(channel, ...args);
    };
  });
}
