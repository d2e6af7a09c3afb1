/** What a device says on its standard output, one JSON object a line. Other lines are not its own. */
import { z } from 'zod';

const presence = z.object({
  /** null at a bare LiveKit server. */
  sessionId: z.string().nullable(),
  room: z.string(),
  identity: z.string(),
  sid: z.string(),
});

export const deviceLineSchema = z.discriminatedUnion('event', [
  /** Registered and listening, or about to join the room it was given. */
  z.object({ event: z.literal('ready') }),
  presence.extend({ event: z.literal('joined'), ledger: z.string() }),
  /** Messages in all its ledgers until now. */
  z.object({ event: z.literal('sent'), count: z.number().int() }),
  presence.extend({ event: z.literal('left'), reason: z.string(), sent: z.number().int() }),
  /** Something went wrong; the device goes on if it can. Without secrets. */
  z.object({ event: z.literal('error'), message: z.string() }),
]);

export type DeviceLine = z.infer<typeof deviceLineSchema>;
export type Joined = Extract<DeviceLine, { event: 'joined' }>;
export type Left = Extract<DeviceLine, { event: 'left' }>;

/** The device's side. */
export function say(line: DeviceLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** The reader's side; null when the line is not the device's own. */
export function parseDeviceLine(text: string): DeviceLine | null {
  try {
    const parsed = deviceLineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
