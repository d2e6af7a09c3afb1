import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { redact } from '../../src/shared/redact.ts';
import { guardGroup, releaseGroup } from './guardian.ts';
import { identifyProcess, signalGroup } from './process-identity.ts';
import { forgetProcess, recordProcess } from './registry.ts';
import type { Service } from './service.ts';
import { untilStopped } from './until-stopped.ts';

const LOG_TAIL_LINES = 15;

export interface ChildSpec {
  readonly name: string;
  /** The service's own folder: working directory and place of its log. Made when missing. */
  readonly folder: string;
  /** Looked up at every start, so that a missing program is an error of `start`. */
  readonly command: () => string;
  readonly args: readonly string[];
  /** Added to PATH, HOME, LANG and TMPDIR; nothing else is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** One probe: true when the server answers. Must bound its own time; throwing counts as false. */
  readonly isReady: () => Promise<boolean>;
  readonly readyWithinMs?: number;
  /** Time between probes; the first comes at once. */
  readonly probeEveryMs?: number;
  /** Signals of an orderly end. The next one is sent when the process is still there after `waitMs`. */
  readonly stopSignals?: readonly StopSignal[];
}

export interface StopSignal {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

interface Running {
  readonly pid: number;
  /** Resolves with a sentence about how the process ended. */
  readonly ended: Promise<string>;
}

/**
 * One server process in a process group of its own. It dies with this process (guardian.ts). Its log is
 * a file and not a pipe, so a busy parent never holds it up.
 */
export class ChildService implements Service {
  readonly name: string;
  readonly logFile: string;
  readonly #spec: ChildSpec;
  #running: Running | null = null;

  constructor(spec: ChildSpec) {
    this.#spec = spec;
    this.name = spec.name;
    mkdirSync(spec.folder, { recursive: true, mode: 0o700 });
    this.logFile = join(spec.folder, `${spec.name}.log`);
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** The process id while it runs; it is also the id of the process group. */
  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  async start(): Promise<void> {
    if (this.#running !== null) throw new Error(`${this.name} runs already`);
    const running = await this.#spawn();
    try {
      await this.#untilReady(running);
    } catch (error) {
      await this.kill();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    this.resume();
    for (const { signal, waitMs } of this.#spec.stopSignals ?? defaultStopSignals) {
      // Only the leader: servers end their own helpers.
      process.kill(running.pid, signal);
      if (await endsWithin(running, waitMs)) break;
    }
    await this.kill();
  }

  async kill(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    signalGroup(running.pid, 'SIGKILL');
    await running.ended;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  pause(): void {
    if (this.#running === null) return;
    signalGroup(this.#running.pid, 'SIGSTOP');
    untilStopped(this.#running.pid);
  }

  resume(): void {
    if (this.#running !== null) signalGroup(this.#running.pid, 'SIGCONT');
  }

  async #spawn(): Promise<Running> {
    const { command, args, env, folder } = this.#spec;
    const log = openSync(this.logFile, 'a', 0o600);
    try {
      writeSync(log, `--- ${new Date().toISOString()} start of ${this.name}\n`);
      const child = spawn(command(), [...args], {
        cwd: folder,
        env: { ...inheritedEnvironment(), ...env },
        detached: true,
        stdio: ['ignore', log, log],
      });
      const pid = child.pid;
      if (pid === undefined) throw new Error(await whyNotStarted(child, this.name));
      guardGroup(pid);
      const identity = identifyProcess(pid);
      if (identity !== null) recordProcess(this.name, identity);
      const ended = new Promise<string>((resolve) => {
        child.once('exit', (code, signal) => {
          this.#forget(pid);
          resolve(signal === null ? `ended with code ${code ?? '?'}` : `was ended by ${signal}`);
        });
      });
      this.#running = { pid, ended };
      return this.#running;
    } finally {
      closeSync(log);
    }
  }

  #forget(pid: number): void {
    this.#running = null;
    // Helpers that outlived their leader.
    signalGroup(pid, 'SIGKILL');
    releaseGroup(pid);
    forgetProcess(pid);
  }

  async #untilReady(running: Running): Promise<void> {
    const { isReady, readyWithinMs = 15_000, probeEveryMs = 50 } = this.#spec;
    const giveUp = AbortSignal.timeout(readyWithinMs);
    const ended = running.ended.then((how) => {
      throw new Error(`${this.name} ${how} before it was ready.\n${this.#logTail()}`);
    });
    ended.catch(() => undefined); // heard below while starting; later ends are no error of the start
    for (;;) {
      if (await Promise.race([ended, isReady().catch(() => false)])) return;
      if (giveUp.aborted) {
        throw new Error(`${this.name} was not ready in ${readyWithinMs} ms.\n${this.#logTail()}`);
      }
      await Promise.race([ended, sleep(probeEveryMs)]);
    }
  }

  #logTail(): string {
    const lines = readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES);
    return redact(`The end of ${this.logFile}:\n${lines.join('\n')}`);
  }
}

const defaultStopSignals: readonly StopSignal[] = [{ signal: 'SIGTERM', waitMs: 10_000 }];

/** Nothing of the developer's own environment may change what a server does. */
function inheritedEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'TMPDIR'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function whyNotStarted(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(`${name} could not be started: ${error.message}`);
    });
  });
}

async function endsWithin(running: Running, milliseconds: number): Promise<boolean> {
  const waiting = new AbortController();
  const timeout = sleep(milliseconds, false, { signal: waiting.signal }).catch(() => false);
  const ended = await Promise.race([running.ended.then(() => true), timeout]);
  waiting.abort();
  return ended;
}
