import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const lineSchema = z.looseObject({ type: z.string() });
/** Characters of what it says on standard error, for when it fails. */
const ERRORS_KEPT = 2000;
export type Line = z.infer<typeof lineSchema>;

/**
 * A quarter of a minute after its start V8 collects a young process's garbage thoroughly, with all its
 * threads: 0.2 s of CPU, once. A recorder runs for hours.
 */
const SETTLED_AFTER_MS = 20_000;

/** A program under test: a process that tells what it does in lines of JSON. */
export class Subject {
  readonly child: ChildProcess;
  readonly lines: Line[] = [];
  readonly #startedAt = performance.now();
  #errors = '';

  /** @param args Of node. @param env Besides that of this process. */
  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-ERRORS_KEPT);
    });
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = lineOf(text);
      if (line !== null) this.lines.push(line);
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('it did not start');
    return this.child.pid;
  }

  /** Until what a process does once, after its start, is over. */
  async settled(): Promise<void> {
    await sleep(Math.max(0, this.#startedAt + SETTLED_AFTER_MS - performance.now()));
  }

  /** The last line that fits; null before the first. */
  last(type: string): Line | null {
    return this.lines.findLast((line) => line.type === type) ?? null;
  }

  /** Waits until that many different `key`s have told a line that fits. */
  async untilAll(
    count: number,
    key: (line: Line) => string,
    fits: (line: Line) => boolean,
    timeoutMs: number,
  ): Promise<Line[]> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = new Map(this.lines.filter(fits).map((line) => [key(line), line]));
      if (found.size >= count) return [...found.values()];
      if (Date.now() > deadline) throw new Error(`only ${found.size} of ${count} came`);
      if (this.child.exitCode !== null) throw new Error(`it ended too early: ${this.#errors}`);
      await sleep(20);
    }
  }

  /** Asks it to end and waits until it has; a process that has ended is left alone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill(signal);
    await closed;
  }
}

/** Null for what is none of ours: rtc-node prints lines of its own. */
function lineOf(text: string): Line | null {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The capture children of a recorder: processes whose command line names them. Linux only. */
export function captureChildrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/);
  const found = children.filter((one) =>
    readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('capture.js'),
  );
  if (found.length === 0) throw new Error('the recorder has no capture child');
  return found.map(Number);
}
