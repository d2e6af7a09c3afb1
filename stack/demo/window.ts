/**
 * The demo with the window: the built app, already set up, records the demo's sessions. On the screen
 * there is; without one, on a virtual screen.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startDisplay } from '../../e2e/support/display.ts';
import { check } from '../check-run.ts';
import { startStack, type Stack } from '../stack.ts';
import { DemoApp } from './demo-app.ts';
import { DemoSessions } from './demo-sessions.ts';
import { say, showCheck } from './lines.ts';

/** On a virtual screen nobody can close the window. */
const VIRTUAL_SECONDS = 30;
const UPLOAD_LIMIT_MS = 60_000;
const CHECK_EVERY_MS = 1000;

/**
 * @param seconds How long the devices send; null: until the window is closed.
 * @returns The exit code: 0 when the checker says sent = recorded = verified in the bucket, or when the
 *   person closed the window before the sessions ended.
 */
export async function showWindow(seconds: number | null): Promise<number> {
  const display = hasScreen() ? null : await startDisplay();
  if (display !== null) {
    say('no screen here: the window opens on a virtual one. Pictures of every page are made by');
    say('npm run screenshots, into docs/screenshots');
  }
  say('starting LiveKit, RabbitMQ, S3 and the SyncFlow stand-in');
  try {
    const stack = await startStack();
    try {
      const limit = seconds ?? (display === null ? null : VIRTUAL_SECONDS);
      return await showOn(stack, limit, display?.name ?? null);
    } finally {
      await stack.stop();
    }
  } finally {
    await display?.stop();
  }
}

function hasScreen(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

async function showOn(
  stack: Stack,
  seconds: number | null,
  display: string | null,
): Promise<number> {
  const dataFolder = stack.makeFolder('data');
  const demo = new DemoSessions(stack);
  const app = await DemoApp.start({
    envFile: stack.writeEnv('recorder.env'),
    dataFolder,
    profile: stack.makeFolder('profile'),
    display,
  });
  say(`the window opens (Electron ${app.electron.version}); its recordings are in ${dataFolder}`);
  const interrupt = endOnSignal(app);
  try {
    const started = demo.start();
    await Promise.race([started, app.ended]);
    if (app.runs()) {
      say(`three devices send ${seconds === null ? 'until you close it' : `for ${seconds} s`}`);
      await pause(seconds, app);
    } else {
      // What it has begun must be there to be ended.
      await started.catch(() => undefined);
    }
    if (!app.runs()) return ended(app);
    const sent = await demo.stop();
    say(`the sessions are stopped; the devices sent ${sent} messages`);
    const places = { ledgerDir: demo.ledgerDir, dataFolder };
    const deadline = Date.now() + UPLOAD_LIMIT_MS;
    while (app.runs() && Date.now() < deadline) {
      const { exitCode } = await check(stack, { ...places, bucketOf: stack.project });
      if (exitCode === 0) break;
      await pause(CHECK_EVERY_MS / 1000, app);
    }
    await app.stop();
    return await showCheck(stack, places);
  } finally {
    interrupt.forget();
    await app.stop();
    await demo.stop();
  }
}

/** For so long, or until the app has ended. @param seconds null: without limit */
async function pause(seconds: number | null, app: DemoApp): Promise<void> {
  if (seconds === null) {
    await app.ended;
    return;
  }
  const limit = new AbortController();
  const wait = sleep(seconds * 1000, null, { signal: limit.signal }).catch(() => undefined);
  await Promise.race([wait, app.ended]);
  limit.abort();
}

/** Ctrl-C ends the app in order, and with it the demo. */
function endOnSignal(app: DemoApp): { forget: () => void } {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const end = (): void => void app.stop();
  for (const signal of signals) process.on(signal, end);
  return {
    forget: () => {
      for (const signal of signals) process.off(signal, end);
    },
  };
}

function ended(app: DemoApp): number {
  if (app.endedWell()) {
    say('the window is closed, the demo ends');
    return 0;
  }
  say(`the app ended by itself:\n${app.output}`);
  return 1;
}
