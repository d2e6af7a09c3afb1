/** The built app, started for one test: its window, its files, and the dialogs it would open. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, errors, type ElectronApplication, type Page } from 'playwright';
import type { AppPlace } from './app-place.ts';
import type { Display } from './display.ts';

export interface LaunchOptions {
  readonly place: AppPlace;
  readonly display: Display;
  /** Home of an earlier start, to start again with what it left; a new one otherwise. */
  readonly home?: string;
  readonly keyring?: boolean;
  readonly args?: readonly string[];
  /** Programs that the app finds before those of the system. */
  readonly programs?: string;
}

/** Attempts to get hold of the app. */
const ATTACH_ATTEMPTS = 3;

/**
 * Starts the app under Playwright's control. Playwright seldom loses a race with Electron's start and
 * waits for ever (microsoft/playwright issues 17765 and 29386; once in twenty starts beside two busy
 * loops here); it kills the app then, and it is started again. An app that does not start by itself
 * fails all attempts.
 */
async function attached(
  options: Parameters<typeof _electron.launch>[0],
): Promise<ElectronApplication> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await _electron.launch(options);
    } catch (error) {
      if (attempt === ATTACH_ATTEMPTS || !(error instanceof errors.TimeoutError)) throw error;
      process.stderr.write(`Playwright did not get hold of the app; attempt ${attempt + 1}\n`);
    }
  }
}

export class RecorderApp {
  readonly home: string;
  /** What it was started with, to start it so again. */
  readonly args: readonly string[];
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Everything the page printed to its console, and what it threw. */
  readonly complaints: string[] = [];

  readonly #program: ReturnType<ElectronApplication['process']>;
  #closed = false;

  private constructor(
    home: string,
    args: readonly string[],
    electron: ElectronApplication,
    page: Page,
  ) {
    this.home = home;
    this.args = args;
    this.electron = electron;
    this.#program = electron.process();
    this.page = page;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => {
      this.complaints.push(String(error));
    });
  }

  static async launch(options: LaunchOptions): Promise<RecorderApp> {
    const { place, display } = options;
    const home = options.home ?? place.makeHome();
    const electron = await attached({
      executablePath: options.keyring === true ? place.starters.keyring : place.starters.plain,
      chromiumSandbox: true,
      args: [place.app, ...(options.args ?? [])],
      cwd: home,
      env: environment(home, display, options.programs),
      timeout: 30_000,
    });
    const page = await electron.firstWindow();
    // Playwright would pretend a light screen; the app decides that itself.
    await page.emulateMedia({ colorScheme: null });
    return new RecorderApp(home, options.args ?? [], electron, page);
  }

  get dataFolder(): string {
    return join(this.home, 'recordings');
  }

  get userData(): string {
    return join(this.home, 'config', 'SyncFlow Recorder');
  }

  async resize(width: number, height: number): Promise<void> {
    await this.electron.evaluate(
      ({ BrowserWindow }, size) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
      },
      { width, height },
    );
    await this.page.waitForFunction((wanted) => window.innerWidth === wanted, width);
  }

  /** What the next open dialog is answered with. */
  async answerOpenDialog(path: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, path);
  }

  /** The capture process dies at once; with two recorders, that of the first. */
  async killCapture(): Promise<void> {
    const pid = await this.page.evaluate(async () => {
      const answer = await window.recorder.snapshot();
      return answer.ok ? answer.value.capture.pid : null;
    });
    if (pid === null) throw new Error('no capture process is running');
    process.kill(pid, 'SIGKILL');
  }

  /** What every save dialog from now on is answered with. */
  async answerSaveDialog(path: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    }, path);
  }

  /** What questions are answered with from now on: the position of the button. */
  async answerQuestions(button: number): Promise<void> {
    await this.electron.evaluate(({ dialog }, response) => {
      const asked: string[] = [];
      Reflect.set(globalThis, 'asked', asked);
      dialog.showMessageBox = (...args: unknown[]) => {
        asked.push(JSON.stringify(args.at(-1)));
        return Promise.resolve({ response, checkboxChecked: false });
      };
    }, button);
  }

  /** The questions asked since `answerQuestions`. */
  async questions(): Promise<string[]> {
    return this.electron.evaluate(() => Reflect.get(globalThis, 'asked') as string[]);
  }

  /** Writes a file that the app's user owns. */
  write(place: AppPlace, name: string, text: string): string {
    const path = join(this.home, name);
    writeFileSync(path, text, { mode: 0o600 });
    place.give(path);
    return path;
  }

  /** SIGKILL to the main process: a crash. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#closed = true;
    const gone = this.electron.waitForEvent('close');
    this.#program.kill('SIGKILL');
    await gone;
  }

  /** Quits, also while recording. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.answerQuestions(1);
      await this.electron.close();
    } catch {
      this.#program.kill('SIGKILL');
    }
  }
}

/** Nothing of the tests' own environment gets through but the way to programs. */
export function environment(
  home: string,
  display: Display,
  programs?: string,
): Record<string, string> {
  const path = process.env['PATH'] ?? '/usr/bin:/bin';
  return {
    PATH: programs === undefined ? path : `${programs}:${path}`,
    LANG: 'C.UTF-8',
    DISPLAY: display.name,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'share'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_RUNTIME_DIR: join(home, 'run'),
  };
}
