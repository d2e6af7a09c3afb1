/** A simulated device as its starter sees it: a process, and what it says (device-lines.ts). */
import type { ChildProcessByStdio } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseDeviceLine } from './device-lines.ts';
import type { DeviceLine, Joined, Left } from './device-lines.ts';

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 20_000;
const STDERR_TAIL = 4_000;

export type DeviceProcess = ChildProcessByStdio<Writable, Readable, Readable>;

export interface DeviceExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

interface DeviceEvents {
  ready: [];
  joined: [Joined];
  left: [Left];
}

/** A device that runs. Emits `joined` and `left`, also kept in the lists of the same names. */
export class DeviceHandle extends EventEmitter<DeviceEvents> {
  readonly name: string;
  readonly joined: Joined[] = [];
  readonly left: Left[] = [];
  /** What the device reported as gone wrong. */
  readonly errors: string[] = [];
  /** Resolves when the process is gone. */
  readonly exited: Promise<DeviceExit>;
  readonly #child: DeviceProcess;
  #ready = false;
  #sent = 0;
  #stderr = '';

  constructor(name: string, child: DeviceProcess) {
    super();
    this.name = name;
    this.#child = child;
    child.stdin.on('error', () => undefined); // it may be gone already
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = parseDeviceLine(text);
      if (line !== null) this.#take(line);
    });
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        resolve({ code, signal });
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Messages that it says it has sent, in all sessions; up to 0.2 s old until it has ended. */
  sent(): number {
    return this.#sent;
  }

  /** Asks it to finish, to leave its rooms and to end. @throws Error when it does not in 20 s */
  async stop(): Promise<DeviceExit> {
    this.#child.stdin.end('stop\n');
    const timeout = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS);
    const exit = await this.exited;
    clearTimeout(timeout);
    if (exit.code !== 0) throw new Error(`${this.name} ended badly: ${this.#describe(exit)}`);
    return exit;
  }

  /** SIGKILL. Its ledger then lacks its last line. */
  async kill(): Promise<DeviceExit> {
    this.#child.kill('SIGKILL');
    return this.exited;
  }

  /** @throws Error when it ends first or is not ready in 30 s */
  async waitForReady(): Promise<void> {
    await this.#unlessEnded('ready', READY_WITHIN_MS, () => (this.#ready ? true : undefined));
  }

  /** Its joining of this session (null: of its room), also when that was before. @throws Error */
  async waitForJoined(sessionId: string | null, withinMs = 15_000): Promise<Joined> {
    const find = (): Joined | undefined => this.joined.find((each) => each.sessionId === sessionId);
    return this.#unlessEnded('joined', withinMs, find);
  }

  /** The same for leaving: its ledger of that session is whole then. @throws Error */
  async waitForLeft(sessionId: string | null, withinMs = 15_000): Promise<Left> {
    const find = (): Left | undefined => this.left.find((each) => each.sessionId === sessionId);
    return this.#unlessEnded('left', withinMs, find);
  }

  /** Looks now and at each event. */
  async #unlessEnded<T>(
    event: keyof DeviceEvents,
    withinMs: number,
    find: () => T | undefined,
  ): Promise<T> {
    const known = find();
    if (known !== undefined) return known;
    const waiting = new AbortController();
    const found = new Promise<T>((resolve, reject) => {
      const look = (): void => {
        const value = find();
        if (value !== undefined) resolve(value);
      };
      const timeout = setTimeout(() => {
        reject(new Error(`${this.name}: not ${event} within ${withinMs} ms`));
      }, withinMs);
      this.on(event, look);
      waiting.signal.addEventListener('abort', () => {
        clearTimeout(timeout);
        this.off(event, look);
      });
    });
    const ended = this.exited.then((exit) => {
      throw new Error(`${this.name} ended: ${this.#describe(exit)}`);
    });
    try {
      return await Promise.race([found, ended]);
    } finally {
      waiting.abort();
    }
  }

  #take(line: DeviceLine): void {
    switch (line.event) {
      case 'ready':
        this.#ready = true;
        this.emit('ready');
        return;
      case 'joined':
        this.joined.push(line);
        this.emit('joined', line);
        return;
      case 'sent':
        this.#sent = line.count;
        return;
      case 'left':
        this.left.push(line);
        this.emit('left', line);
        return;
      case 'error':
        this.errors.push(line.message);
        return;
    }
  }

  #describe({ code, signal }: DeviceExit): string {
    const how = signal ?? `code ${code ?? '?'}`;
    return [how, ...this.errors.slice(-3), this.#stderr].join('\n').trim();
  }
}
