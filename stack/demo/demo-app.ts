/** The built app as a process of the demo: set up from a file for this run, with folders of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureElectron, type ElectronRuntime } from '../../scripts/electron-runtime.mjs';
import { projectRoot } from '../../scripts/setup.mjs';

export interface DemoAppOptions {
  readonly envFile: string;
  readonly dataFolder: string;
  /** Where the app keeps its settings and log, instead of the person's own. */
  readonly profile: string;
  /** Of a virtual screen; null uses the screen there is. */
  readonly display: string | null;
}

/** Longest an orderly end may take: journals are closed and synced. */
const END_LIMIT_MS = 20_000;
const KEPT_OUTPUT = 4000;

export class DemoApp {
  readonly electron: ElectronRuntime;
  /** Resolves when the app has ended, whoever ended it. */
  readonly ended: Promise<void>;
  readonly #process: ChildProcess;
  #output = '';

  private constructor(electron: ElectronRuntime, child: ChildProcess) {
    this.electron = electron;
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-KEPT_OUTPUT);
      });
    }
    this.ended = new Promise((resolve) => {
      child.once('close', () => {
        resolve();
      });
      child.once('error', (error) => {
        this.#output += String(error);
        resolve();
      });
    });
  }

  /** @throws SetupError when there is no Electron and none can be had */
  static async start(options: DemoAppOptions): Promise<DemoApp> {
    const { envFile, dataFolder, profile, display } = options;
    const electron = await ensureElectron();
    const args = [
      projectRoot,
      ...['--env-file', envFile, '--data', dataFolder, `--user-data-dir=${profile}`],
      ...chromiumSwitches(display),
    ];
    const env = display === null ? process.env : { ...process.env, DISPLAY: display };
    const child = spawn(electron.executable, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    return new DemoApp(electron, child);
  }

  runs(): boolean {
    const { exitCode, signalCode, pid } = this.#process;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** Whether it has ended in order: by its close button, by Ctrl-C. */
  endedWell(): boolean {
    return this.#process.exitCode === 0;
  }

  /** The last it printed: why it ended, when it ended by itself. */
  get output(): string {
    return this.#output.trim();
  }

  /** An order, not a question, also while it records. */
  async stop(): Promise<void> {
    if (!this.runs()) return;
    this.#process.kill('SIGTERM');
    const limit = new AbortController();
    await Promise.race([
      this.ended,
      sleep(END_LIMIT_MS, null, { signal: limit.signal }).then(() => this.#process.kill('SIGKILL')),
    ]);
    limit.abort();
    await this.ended;
  }
}

function chromiumSwitches(display: string | null): string[] {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const onlyWayland = display === null && DISPLAY === undefined && WAYLAND_DISPLAY !== undefined;
  return [
    // Chromium refuses to sandbox root's processes.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    // Newer Electron finds Wayland by itself.
    ...(onlyWayland ? ['--ozone-platform-hint=auto'] : []),
    // There is no graphics card behind a virtual screen.
    ...(display === null ? [] : ['--disable-gpu']),
  ];
}
