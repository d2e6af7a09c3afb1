/** A virtual screen of our own: the tests look the same on a server and on a laptop. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

export interface Display {
  /** For the environment variable DISPLAY. */
  readonly name: string;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 20_000;

/** @throws Error when Xvfb is missing or does not start */
export async function startDisplay(size = '1400x1000'): Promise<Display> {
  // Without access control, because the app runs as another user than the tests.
  const args = ['-displayfd', '3', '-screen', '0', `${size}x24`, '-ac', '-nolisten', 'tcp'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await Promise.race([
    firstLine(server.stdio[3] as Readable),
    once(server, 'error').then(([error]) => {
      throw new Error(`Xvfb cannot be started: ${String(error)}`);
    }),
    new Promise<never>((_resolve, reject) => {
      setTimeout(() => {
        reject(new Error('Xvfb did not start'));
      }, START_LIMIT_MS).unref();
    }),
  ]);
  return {
    name: `:${number}`,
    stop: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill();
      await once(server, 'exit');
    },
  };
}

async function firstLine(stream: Readable): Promise<string> {
  stream.setEncoding('utf8');
  let text = '';
  for await (const part of stream) {
    text += String(part);
    const [line, rest] = text.split('\n');
    if (line !== undefined && rest !== undefined) return line.trim();
  }
  throw new Error('Xvfb ended at once');
}
