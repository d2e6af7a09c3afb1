/** Builds and runs the fast sender (main.go), for load tests and benchmarks. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { ensureGoProgram } from '../../scripts/setup.mjs';

export interface FastSenderOptions {
  readonly livekit: { readonly wsUrl: string; readonly apiKey: string; readonly apiSecret: string };
  readonly room: string;
  /** Default `fast`; several senders are called `fast-1`, `fast-2`, … */
  readonly identity?: string;
  /** Participants. Default 1. */
  readonly senders?: number;
  /** Rooms that the senders are shared among, called `room-1`, `room-2`, …. Default 1: `room` itself. */
  readonly rooms?: number;
  /** Messages a second of all senders together. Default 0: as fast as the server takes them. */
  readonly rate?: number;
  /** Bytes of each payload, 8 to 64,000. Default 200. */
  readonly size?: number;
  /** Messages of all senders together. `count`, `seconds` or both. */
  readonly count?: number;
  readonly seconds?: number;
  /** Default `fast`. */
  readonly topic?: string;
  /** Default false: reliable. */
  readonly lossy?: boolean;
  /** JSON texts with the number `sensor.x`, of at least 64 bytes; the checker does not know them: no ledger. */
  readonly json?: boolean;
  /** Seconds between joining and the first message. Default 0. */
  readonly settle?: number;
  /** File for the compact ledger that stack/checker reads; `sessionId` goes into its header. */
  readonly ledger?: string;
  readonly sessionId?: string;
}

const senderSchema = z.object({
  identity: z.string(),
  sid: z.string(),
  /** Numbers of the first and last message that it sent. */
  first: z.number(),
  last: z.number(),
  count: z.number(),
  /** The server has acknowledged this number and all before it, at least. */
  confirmed: z.number(),
  drained: z.boolean(),
});

const resultSchema = z.object({
  sent: z.number(),
  seconds: z.number(),
  perSecond: z.number(),
  firstN: z.number(),
  lastN: z.number(),
  /** The server has acknowledged everything. */
  drained: z.boolean(),
  identities: z.array(z.string()),
  senders: z.array(senderSchema),
});
export type FastSenderResult = z.infer<typeof resultSchema>;

/** A fast sender that runs. */
export interface FastSender {
  readonly pid: number;
  /** When it has ended. Rejects with what it says when it could not even join. */
  readonly result: Promise<FastSenderResult>;
  /** Asks it to drain and to leave. */
  stop(): void;
  kill(): void;
}

/** The program, built once for each state of its sources. */
export function ensureFastSender(): Promise<string> {
  return ensureGoProgram('fast-sender', import.meta.dirname);
}

/** Starts it; it joins by itself. @throws Error when it cannot be built or started */
export async function startFastSender(options: FastSenderOptions): Promise<FastSender> {
  const program = await ensureFastSender();
  const child = spawn(program, argumentsOf(options), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Not among the arguments: they show in the process list.
    env: { ...process.env, LIVEKIT_API_SECRET: options.livekit.apiSecret },
  });
  const result = resultOf(child);
  result.catch(() => undefined); // heard by whoever awaits it
  if (child.pid === undefined) await result;
  return {
    pid: child.pid ?? -1,
    result,
    stop: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  };
}

function argumentsOf(options: FastSenderOptions): string[] {
  const { livekit, room, identity, senders, rooms, rate, size, count, seconds, topic } = options;
  const { lossy = false, json = false, settle, ledger, sessionId } = options;
  const values = {
    url: livekit.wsUrl,
    key: livekit.apiKey,
    room,
    identity,
    senders,
    rooms,
    rate,
    size,
    count,
    seconds,
    topic,
    settle,
    ledger,
    session: sessionId,
  };
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`-${name}=${value}`],
  );
  return [...given, ...(lossy ? ['-lossy'] : []), ...(json ? ['-json'] : [])];
}

function resultOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<FastSenderResult> {
  return new Promise((resolve, reject) => {
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (output === '') {
        reject(new Error(`fast-sender ended (${signal ?? code ?? '?'}): ${errors.trim()}`));
        return;
      }
      resolve(resultSchema.parse(JSON.parse(output)));
    });
  });
}
