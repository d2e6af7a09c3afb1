/** The fast sender as a participant that sends any bytes at all over its data channels (packets.go). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { ensureFastSender } from './fast-sender.ts';

export interface RawPacket {
  /**
   * `reliable`, `lossy`: a DataPacket, which is numbered. Bytes of any kind go over channels of their own:
   * `_reliable`, `_lossy`, `_data_track`, and over any other label as plain payload.
   */
  readonly channel: string;
  readonly data: Uint8Array;
  /** So often in a row. Default 1. */
  readonly times?: number;
}

const resultSchema = z.object({
  sent: z.number(),
  /** Too large to be sent, or no DataPacket where one was due. */
  refused: z.number(),
  /** The server has acknowledged everything. */
  drained: z.boolean(),
  identity: z.string(),
  sid: z.string(),
});
export type PacketSenderResult = z.infer<typeof resultSchema>;

export interface PacketSender {
  /** Resolves when there is room for more. */
  send(packet: RawPacket): Promise<void>;
  /** Drains and leaves. Rejects with what it says when it could not even join. */
  end(): Promise<PacketSenderResult>;
  kill(): void;
}

/** Joins with this token, which should not allow to subscribe, by itself. */
export async function startPacketSender(url: string, token: string): Promise<PacketSender> {
  const child = spawn(await ensureFastSender(), [`-url=${url}`, '-packets'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Not among the arguments: they show in the process list.
    env: { ...process.env, LIVEKIT_TOKEN: token },
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  // A child that could not join closes its input; why, it says at its end.
  child.stdin.on('error', () => undefined);
  let gone = false;
  const closed = once(child, 'close').then(() => {
    gone = true;
  });
  return {
    send: async ({ channel, data, times = 1 }) => {
      const line = { channel, data: Buffer.from(data).toString('base64'), times };
      if (gone || child.stdin.write(`${JSON.stringify(line)}\n`)) return;
      // A closed input is an error here too; `end` says why.
      await Promise.race([once(child.stdin, 'drain').catch(() => closed), closed]);
    },
    end: async () => {
      child.stdin.end();
      await closed;
      if (output === '') throw new Error(`the packet sender ended: ${errors.trim()}`);
      return resultSchema.parse(JSON.parse(output));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
