/**
 * Quitting: asked about while something is being recorded, then ordered. The recorder's journals are
 * closed and synced before the process ends; sessions that go on are taken up again at the next start.
 */
import { app, dialog, type BrowserWindow } from 'electron';
import type { Log } from '../shared/log.ts';
import { strings } from '../shared/strings/strings.ts';

const texts = strings.desktop.quitting;

export interface QuitOptions {
  readonly window: () => BrowserWindow | null;
  /** How many sessions are being recorded. */
  readonly openSessions: () => number;
  readonly end: () => Promise<void>;
  readonly log: Log;
}

/** done: everything is closed, windows may go. */
export interface Quit {
  readonly done: boolean;
  /** For whoever was asked already. */
  withoutAsking(): void;
}

type Stage = 'running' | 'asking' | 'ending' | 'ended';

export function setUpQuit(options: QuitOptions): Quit {
  let stage: Stage = 'running';
  const end = async (): Promise<void> => {
    stage = 'ending';
    options.log.info('the app is ending');
    await options.end();
    stage = 'ended';
    app.quit();
  };
  const ask = async (): Promise<void> => {
    stage = 'asking';
    if (await confirmed(options)) await end();
    else stage = 'running';
  };
  app.on('before-quit', (event) => {
    if (stage === 'ended') return;
    event.preventDefault();
    if (stage !== 'running') return;
    void (options.openSessions() > 0 ? ask() : end());
  });
  // Signals are orders, not questions: a computer that shuts down does not wait for an answer.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // A library listens from its import on; Electron then puts a handler of its own in the place of
    // Node's, and would ask. Node takes the signal again only for a first listener (seen with 33.2).
    process.removeAllListeners(signal);
    process.on(signal, () => {
      if (stage === 'running' || stage === 'asking') void end();
    });
  }
  return {
    get done() {
      return stage === 'ended';
    },
    withoutAsking: () => {
      if (stage === 'running' || stage === 'asking') void end();
    },
  };
}

async function confirmed({ window, openSessions }: QuitOptions): Promise<boolean> {
  const question = {
    type: 'warning' as const,
    title: strings.shell.appName,
    message: texts.recording(openSessions()),
    detail: texts.text,
    buttons: [texts.keepRecording, texts.stopAndQuit],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  };
  const parent = window();
  // Asked by a window that hides in the tray, the question would be hidden with it.
  const isSeen = parent !== null && !parent.isDestroyed() && parent.isVisible();
  const { response } = await (!isSeen
    ? dialog.showMessageBox(question)
    : dialog.showMessageBox(parent, question));
  return response === 1;
}
