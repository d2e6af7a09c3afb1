/** The built recorder as a process, driven and watched from outside: arguments in, JSON lines out. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export const cliEntry = join(import.meta.dirname, '../../out/main/cli.js');

const lineSchema = z.looseObject({ type: z.string() });
export type OutputLine = z.infer<typeof lineSchema>;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export function runCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cliEntry, ...args], {
      env: { ...cleanEnv(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** Settings of the machine that runs the tests must not leak into the recorder. */
function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(SYNCFLOW|RABBITMQ|PROJECTS__|RECORDER_|DEVICE_GROUP|LIVEKIT)/.test(name),
    ),
  );
}

export class RecorderProcess {
  readonly lines: OutputLine[] = [];
  readonly logFile: string;
  readonly #child: ChildProcess;
  /** Resolves with the exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;

  /** @param args Without `--json`, which is added. @param logFile Where both outputs go. */
  constructor(args: readonly string[], logFile: string, wrapper: readonly string[] = []) {
    this.logFile = logFile;
    const command = [...wrapper, process.execPath, cliEntry, ...args, '--json'];
    const [program = process.execPath, ...rest] = command;
    const child = spawn(program, rest, {
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    const log = createWriteStream(logFile, { flags: 'a' });
    child.stderr.pipe(log);
    createInterface({ input: child.stdout }).on('line', (text) => {
      log.write(`${text}\n`);
      const line = readLine(text);
      if (line !== null) this.lines.push(line);
    });
    this.exited = new Promise((resolve) => {
      child.once('close', (code) => {
        resolve(code);
      });
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the recorder did not start');
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The capture child of this recorder; throws when there is none now. */
  get capturePid(): number {
    const children = readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8');
    for (const pid of children.trim().split(/\s+/)) {
      if (pid === '') continue;
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('capture.js')) return Number(pid);
    }
    throw new Error('the recorder has no capture child');
  }

  /** The first line, past or future, that fits. Rejects with the log's end when it does not come. */
  async until(
    what: string,
    fits: (line: OutputLine) => boolean,
    timeoutMs = 30_000,
  ): Promise<OutputLine> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.lines.find(fits);
      if (found !== undefined) return found;
      if (Date.now() > deadline || !this.running) {
        const state = this.running ? 'still runs' : 'has ended';
        throw new Error(`no "${what}" from the recorder, which ${state}:\n${this.logTail()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  ready(): Promise<OutputLine> {
    return this.until('ready', (line) => line.type === 'ready');
  }

  /** The session is being recorded. */
  recording(sessionId: string): Promise<OutputLine> {
    return this.until(
      `recording ${sessionId}`,
      (line) =>
        line.type === 'session' && line['sessionId'] === sessionId && line['phase'] === 'recording',
    );
  }

  /** The session's recording is final. */
  receipt(sessionId: string, timeoutMs = 45_000): Promise<OutputLine> {
    return this.until(
      `receipt of ${sessionId}`,
      (line) => line.type === 'receipt' && sessionOf(line) === sessionId,
      timeoutMs,
    );
  }

  /** The manifest of the session's recording is verified in the bucket, and so everything else is. */
  uploaded(sessionId: string, timeoutMs = 45_000): Promise<OutputLine> {
    return this.until(
      `upload of ${sessionId}`,
      (line) =>
        line.type === 'upload' &&
        line['sessionId'] === sessionId &&
        line['role'] === 'manifest' &&
        line['state'] === 'verified',
      timeoutMs,
    );
  }

  /** An orderly end. */
  async stop(): Promise<number | null> {
    if (this.running) process.kill(this.pid, 'SIGTERM');
    return this.exited;
  }

  /** SIGKILL to the recorder and everything it started. */
  async killAll(): Promise<void> {
    if (this.running) process.kill(-this.pid, 'SIGKILL');
    await this.exited;
  }

  /** SIGKILL to the recorder's main process alone. */
  async killParent(): Promise<void> {
    process.kill(this.pid, 'SIGKILL');
    await this.exited;
  }

  logTail(): string {
    return readFileSync(this.logFile, 'utf8').slice(-4000);
  }
}

/** Null for what a killed recorder left of a line. */
function readLine(text: string): OutputLine | null {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const receiptSchema = z.looseObject({
  folder: z.string(),
  manifest: z.looseObject({
    status: z.string(),
    session: z.object({ id: z.string() }).nullable(),
    gaps: z.array(z.looseObject({ reason: z.string() })),
    counts: z.looseObject({ messages: z.number() }),
    files: z.array(z.looseObject({ path: z.string(), size: z.number(), sha256: z.string() })),
    recordingId: z.string(),
  }),
});
export type Receipt = z.infer<typeof receiptSchema>;

export function receiptOf(line: OutputLine): Receipt {
  return receiptSchema.parse(line);
}

function sessionOf(line: OutputLine): string | undefined {
  return receiptSchema.safeParse(line).data?.manifest.session?.id;
}

/** Waits until a condition holds; for what cannot be waited for by an event. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
