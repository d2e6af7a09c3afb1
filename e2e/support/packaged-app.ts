/** The packaged app: steered over Chromium's own debugging port, since its fuses forbid Node's. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright';
import { runQuietly } from '../../scripts/run-quietly.mjs';
import { projectRoot } from '../../scripts/setup.mjs';
import type { AppPlace } from './app-place.ts';
import type { Display } from './display.ts';
import { environment } from './recorder-app.ts';

const distOf = (place: AppPlace): string => join(place.folder, 'dist');

function script(name: string, ...args: string[]): string {
  return runQuietly(process.execPath, [`scripts/${name}`, ...args], { cwd: projectRoot });
}

/** Builds it, once for all journeys. @returns the program */
export function packageApp(place: AppPlace): string {
  const folder = join(distOf(place), 'linux-unpacked');
  const program = join(folder, 'syncflow-recorder-app');
  if (existsSync(program)) return program;
  script('package-dir.mjs', distOf(place));
  // The packager's copy loses these rights, as an installer would set them.
  if (process.getuid?.() === 0) spawnSync('chmod', ['4755', join(folder, 'chrome-sandbox')]);
  return program;
}

/** A Debian package of it, with this version. @returns its file */
export function debianPackage(place: AppPlace, version: string): string {
  packageApp(place);
  const from = join(distOf(place), 'linux-unpacked');
  const args = ['--from', from, '--version', version, '--fast'];
  return script('package-deb.mjs', distOf(place), ...args).trim();
}

export interface PackagedOptions {
  readonly place: AppPlace;
  readonly display: Display;
  readonly program: string;
  readonly home: string;
  readonly args: readonly string[];
  /** Added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

const START_LIMIT_MS = 30_000;

export class PackagedApp {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #process: ChildProcess;

  private constructor(page: Page, browser: Browser, child: ChildProcess) {
    this.page = page;
    this.#browser = browser;
    this.#process = child;
  }

  static async launch(options: PackagedOptions): Promise<PackagedApp> {
    const { place, display, program, home, args, env = {} } = options;
    const profile = join(home, 'profile');
    // That of an earlier start would be believed.
    rmSync(join(profile, 'DevToolsActivePort'), { force: true });
    const switches = ['--remote-debugging-port=0', `--user-data-dir=${profile}`];
    const child = spawn(place.starterOf(program), [...switches, ...args], {
      cwd: home,
      env: { ...environment(home, display), ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const browser = await chromium.connectOverCDP(await debuggerAddress(profile, child));
    const limit = Date.now() + START_LIMIT_MS;
    while (Date.now() < limit) {
      await sleep(50);
      const page = browser.contexts()[0]?.pages()[0];
      if (page !== undefined) return new PackagedApp(page, browser, child);
    }
    throw new Error('the packaged app opened no window');
  }

  /** An order to end; resolves with the exit code. */
  async end(): Promise<number | null> {
    await this.#browser.close();
    if (this.#process.exitCode !== null) return this.#process.exitCode;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
    return this.#process.exitCode;
  }
}

/** Chromium writes the port it took into its profile. */
async function debuggerAddress(profile: string, child: ChildProcess): Promise<string> {
  const file = join(profile, 'DevToolsActivePort');
  const limit = Date.now() + START_LIMIT_MS;
  while (Date.now() < limit) {
    await sleep(50);
    if (child.exitCode !== null) throw new Error(`the packaged app ended: ${child.exitCode}`);
    const [port, path] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    if (port !== undefined && path !== undefined) return `ws://127.0.0.1:${port}${path}`;
  }
  throw new Error('the packaged app opened no debugging port');
}
