/** For tests: starts receiver.ts and reads what it received. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable, Writable } from 'node:stream';
import { AccessToken } from 'livekit-server-sdk';
import { z } from 'zod';
import { projectRoot } from '../../scripts/setup.mjs';

const LOOK_MS = 50;

const receivedSchema = z.object({
  /** '' also when the packet had none. */
  topic: z.string(),
  reliable: z.boolean(),
  size: z.number(),
  sha256: z.string(),
  /** The first 8 bytes of the payload, hexadecimal. */
  head: z.string(),
});
export type Received = z.infer<typeof receivedSchema>;

export interface ReceiverOptions {
  readonly livekit: { readonly wsUrl: string; readonly apiKey: string; readonly apiSecret: string };
  readonly room: string;
  /** Existing folder for its file. */
  readonly folder: string;
  /** Joins as an ordinary participant of this identity, instead of as a hidden recorder. */
  readonly visibleAs?: string;
}

type ReceiverProcess = ChildProcessByStdio<Writable, Readable, null>;

export class Receiver {
  readonly #child: ReceiverProcess;
  readonly #path: string;

  constructor(child: ReceiverProcess, path: string) {
    this.#child = child;
    this.#path = path;
  }

  /** What has arrived until now, in order. */
  received(): readonly Received[] {
    const lines = readFileSync(this.#path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => receivedSchema.parse(JSON.parse(line)));
  }

  /** Waits until so many packets have arrived; gives them. @throws Error when they do not in time */
  async waitFor(count: number, withinMs = 20_000): Promise<readonly Received[]> {
    const giveUp = AbortSignal.timeout(withinMs);
    for (;;) {
      const received = this.received();
      if (received.length >= count) return received;
      if (giveUp.aborted) throw new Error(`${received.length} of ${count} packets arrived`);
      await sleep(LOOK_MS);
    }
  }

  /** Leaves the room. Resolves when the process is gone. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end();
    await exited;
  }
}

/**
 * Joins a room as a hidden recorder, so that devices that wait for one begin, or visibly as asked. Resolves
 * when it is there.
 * @throws Error when the process ends first
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { livekit, room, folder } = options;
  const identity = options.visibleAs ?? `receiver-${Date.now()}`;
  const isHidden = options.visibleAs === undefined;
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity });
  token.addGrant({
    roomJoin: true,
    room,
    hidden: isHidden,
    recorder: isHidden,
    canPublish: false,
    canPublishData: false,
    canSubscribe: true,
  });
  const path = join(folder, `${identity}.jsonl`);
  const program = join(projectRoot, 'stack', 'devices', 'receiver.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, livekit.wsUrl, path], {
    cwd: projectRoot,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LIVEKIT_TOKEN: await token.toJwt() },
  });
  await untilReady(child);
  return new Receiver(child, path);
}

function untilReady(child: ReceiverProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      reject(new Error(`the receiver ended with code ${code ?? '?'}`));
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('"event":"ready"')) resolve();
    });
  });
}
