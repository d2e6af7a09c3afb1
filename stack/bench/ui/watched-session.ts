/** The app with the page of a session open into which a fast sender puts messages. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppPlace } from '../../../e2e/support/app-place.ts';
import type { Display } from '../../../e2e/support/display.ts';
import { RecorderApp } from '../../../e2e/support/recorder-app.ts';
import {
  startFastSender,
  type FastSender,
  type FastSenderResult,
} from '../../fast-sender/fast-sender.ts';
import type { Stack } from '../../stack.ts';

export interface UiBench {
  readonly stack: Stack;
  readonly place: AppPlace;
  readonly display: Display;
  readonly home: string;
}

export interface Load {
  /** Messages a second. */
  readonly rate: number;
  readonly seconds: number;
}

export const SIZE = 200;
/** Of what a rate should be: the sender sleeps between its bursts. */
const ENOUGH = 0.95;
const ARRIVED_LIMIT_MS = 60_000;
/** Sender and LiveKit stand for other computers: they give way to the recorder, in scheduling alone. */
const NICE = 10;

export function openApp({ place, display, home }: UiBench): Promise<RecorderApp> {
  const args = ['--env-file', join(home, 'recorder.env'), '--data', join(home, 'recordings')];
  return RecorderApp.launch({ place, display, home, args });
}

export interface WatchedOptions extends Load {
  readonly name: string;
  /** File for the sender's ledger; null: JSON texts, which the checker does not know. */
  readonly ledger: string | null;
}

export interface WatchedSession {
  readonly app: RecorderApp;
  readonly sessionId: string;
  readonly sender: FastSender;
}

/** With its page open, and the first messages in it. `use` says how long. */
export async function withWatchedSession<T>(
  bench: UiBench,
  { name, rate, seconds, ledger }: WatchedOptions,
  use: (watched: WatchedSession) => Promise<T>,
): Promise<T> {
  const { project, livekit, s3 } = bench.stack;
  const app = await openApp(bench);
  let sender: FastSender | null = null;
  try {
    const session = await project.createSession({ name });
    await app.page.getByRole('button', { name: `Open ${name}` }).click({ timeout: 30_000 });
    const { id: sessionId, livekitRoomName: room } = session;
    const payload = ledger === null ? { json: true } : { ledger, sessionId };
    sender = await startFastSender({
      ...{ livekit, room, rate, size: SIZE, seconds, settle: 3, ...payload },
    });
    for (const pid of [sender.pid, livekit.pid, s3.pid]) if (pid !== null) giveWay(pid);
    await app.page.getByRole('option').first().waitFor({ timeout: 30_000 });
    return await use({ app, sessionId, sender });
  } finally {
    sender?.kill();
    await app.close();
  }
}

/**
 * All threads: Linux keeps a priority for each. Where it shares the processor by sessions first
 * (sched(7), "The autogroup feature"), that counts only within one, and the session gives way as well.
 */
function giveWay(pid: number): void {
  for (const thread of readdirSync(`/proc/${pid}/task`)) setPriority(Number(thread), NICE);
  const [own, its] = [autogroupOf(process.pid), autogroupOf(pid)];
  if (its !== null && its !== own) writeFileSync(`/proc/${pid}/autogroup`, String(NICE));
}

/** Null where there are none. */
function autogroupOf(pid: number): string | null {
  const path = `/proc/${pid}/autogroup`;
  return existsSync(path) ? (readFileSync(path, 'utf8').split(' ')[0] ?? null) : null;
}

/** Whether the sender was as fast as it should be. */
export function cameFastEnough({ perSecond }: FastSenderResult, { rate }: Load): boolean {
  return perSecond >= rate * ENOUGH;
}

/** A figure of the page of the session, its part Messages open. */
export async function shownFigure({ page }: RecorderApp, figure: string): Promise<number> {
  const text = await page.locator(`[data-figure="${figure}"]`).textContent();
  return Number((text ?? '').replaceAll(',', ''));
}

/** Until the window says that all of them are recorded. @returns How many it says there are at last. */
export async function untilRecorded(app: RecorderApp, sent: number): Promise<number> {
  const deadline = Date.now() + ARRIVED_LIMIT_MS;
  for (;;) {
    const recorded = await shownFigure(app, 'messages');
    if (recorded >= sent || Date.now() > deadline) return recorded;
    await sleep(500);
  }
}
