/**
 * The local control socket: one JSON object a line, in and out. Only this user can open it (mode 0600
 * in a folder of mode 0700); the recorder that holds the data folder is the only one that listens.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { controlRequestSchema, type ControlReply } from '../../shared/control-protocol.ts';
import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { carryOut, type ControlTarget } from './carry-out.ts';
import { controlSocketPath } from './socket-path.ts';

/** More in one line is no request. */
const LONGEST_LINE = 64 * 1024;
const MOST_CALLERS = 32;

export class ControlSocket {
  readonly #target: ControlTarget;
  readonly #log: Log;
  readonly #dataFolder: string;
  readonly #ending = new AbortController();
  readonly #callers = new Set<Socket>();
  #server: Server | null = null;

  constructor(dataFolder: string, target: ControlTarget, log: Log) {
    this.#dataFolder = dataFolder;
    this.#target = target;
    this.#log = log;
  }

  /** A socket that cannot be opened is logged: recording goes on without it. */
  async start(): Promise<void> {
    try {
      const path = controlSocketPath(this.#dataFolder);
      // The instance lock is ours: what lies there is left over from a recorder that was killed.
      if (process.platform !== 'win32') rmSync(path, { force: true });
      await this.#listen(path);
      if (process.platform !== 'win32') chmodSync(path, 0o600);
    } catch (thrown) {
      const { message } = toRecorderError(thrown);
      this.#log.warn('the control socket cannot be opened', { error: message });
    }
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    for (const caller of this.#callers) caller.destroy();
    await new Promise((resolve) => server.close(resolve));
  }

  #listen(path: string): Promise<void> {
    const server = createServer((caller) => {
      this.#serve(caller);
    });
    server.maxConnections = MOST_CALLERS;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        server.on('error', (error) => {
          this.#log.warn('the control socket failed', { error: error.message });
        });
        this.#server = server;
        resolve();
      });
    });
  }

  #serve(caller: Socket): void {
    this.#callers.add(caller);
    caller.on('error', () => undefined);
    caller.once('close', () => this.#callers.delete(caller));
    let unended = 0;
    caller.on('data', (chunk: Buffer) => {
      const end = chunk.lastIndexOf(0x0a);
      unended = end === -1 ? unended + chunk.length : chunk.length - end - 1;
      if (unended > LONGEST_LINE) caller.destroy();
    });
    const lines = createInterface({ input: caller });
    // It repeats the socket's error.
    lines.on('error', () => undefined);
    lines.on('line', (line) => {
      void this.#answer(caller, line);
    });
  }

  async #answer(caller: Socket, line: string): Promise<void> {
    const answer = await this.#reply(line);
    if (caller.writable) caller.write(`${JSON.stringify(answer)}\n`);
  }

  async #reply(
    line: string,
  ): Promise<ControlReply | { readonly ok: false; readonly error: object }> {
    const request = controlRequestSchema.safeParse(parsed(line));
    if (!request.success) {
      const why = request.error.issues[0]?.message ?? 'not a request';
      return {
        ok: false,
        error: { code: 'control-refused', message: `This is no request: ${why}` },
      };
    }
    const { command, sessionId } = request.data;
    this.#log.info('control request', { command, sessionId: sessionId ?? 'all' });
    return carryOut(this.#target, request.data, this.#ending.signal);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
