/** The fast sender as a participant that sends one of everything that is no message (kinds.go). */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ensureFastSender, type FastSenderOptions } from './fast-sender.ts';

const resultSchema = z.object({
  /** Lines in its ledger. */
  sent: z.number(),
  /** The server has acknowledged everything. */
  drained: z.boolean(),
});
export type KindsResult = z.infer<typeof resultSchema>;

export interface SendKindsOptions extends Pick<FastSenderOptions, 'livekit' | 'room'> {
  readonly identity: string;
  /** File for its ledger: that of a device, with stack/checker/things.py's lines. */
  readonly ledger: string;
}

/** Joins, sends with LiveKit's SDK for Go, leaves. @throws Error when it could not */
export async function sendKinds(options: SendKindsOptions): Promise<KindsResult> {
  const { livekit, room, identity, ledger } = options;
  const place = [`-url=${livekit.wsUrl}`, `-key=${livekit.apiKey}`, `-room=${room}`];
  const what = ['-kinds', `-identity=${identity}`, `-ledger=${ledger}`];
  const { stdout } = await promisify(execFile)(await ensureFastSender(), [...place, ...what], {
    // Not among the arguments: they show in the process list.
    env: { ...process.env, LIVEKIT_API_SECRET: livekit.apiSecret },
  });
  return resultSchema.parse(JSON.parse(stdout));
}
