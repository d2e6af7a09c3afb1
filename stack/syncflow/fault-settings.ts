/** The switches for ill behaviour that stay on until they are set back. Actions are in faults.ts. */
import { z } from 'zod';

/** The calls of SyncFlow's API, and the broker's four auth callbacks as one. */
export const callNames = [
  'project',
  'summarize',
  'list-sessions',
  'get-session',
  'create-session',
  'stop-session',
  'delete-session',
  'participants',
  'token',
  'egresses',
  'register-device',
  'list-devices',
  'get-device',
  'delete-device',
  'broker-auth',
] as const;
export type CallName = (typeof callNames)[number];

const callsSchema = z.union([z.literal('all'), z.array(z.enum(callNames))]);

export const faultSettingsSchema = z.strictObject({
  /** Sessions are made and answered, but nothing is published. */
  loseAnnouncements: z.boolean(),
  /** How many times each announcement is published again. */
  repeatAnnouncements: z.number().int().nonnegative(),
  /** The form of SyncFlow's issue 144, with `session_join_token`. */
  olderAnnouncementForm: z.boolean(),
  /** 500 from create-session; the session and its room exist all the same, unannounced. */
  failCreateSession: z.boolean(),
  /** 500 from devices/register; the device exists all the same. */
  failRegisterDevice: z.boolean(),
  /** The broker refuses logins (403) although the token is good. */
  refuseBrokerLogin: z.boolean(),
  /** The room gets its metadata so long after it was made and announced. 0: before that. */
  metadataDelayMs: z.number().int().nonnegative(),
  /** These calls answer 500 and do nothing. */
  fail: callsSchema,
  /** These calls do nothing, and their connection is closed without an answer after `hangSeconds`. */
  hang: callsSchema,
  hangSeconds: z.number().nonnegative(),
  /** These calls begin only after `latencyMs`. */
  slow: callsSchema,
  latencyMs: z.number().int().nonnegative(),
  /** LiveKit is asked for its recordings, which a LiveKit server without Redis refuses (500). */
  askForEgress: z.boolean(),
  /** Seconds by which the server's clock is ahead of this computer's. */
  clockOffset: z.number(),
});
export type FaultSettings = Readonly<z.infer<typeof faultSettingsSchema>>;

export const faultChangesSchema = faultSettingsSchema.partial();
export type FaultChanges = z.infer<typeof faultChangesSchema>;

export const noFaults: FaultSettings = {
  loseAnnouncements: false,
  repeatAnnouncements: 0,
  olderAnnouncementForm: false,
  failCreateSession: false,
  failRegisterDevice: false,
  refuseBrokerLogin: false,
  metadataDelayMs: 0,
  fail: [],
  hang: [],
  hangSeconds: 30,
  slow: [],
  latencyMs: 1_000,
  askForEgress: false,
  clockOffset: 0,
};

/** Whether a setting like `hang` names this call; null is a request that is no call at all. */
export function concerns(calls: FaultSettings['hang'], call: CallName | null): boolean {
  return calls === 'all' || (call !== null && calls.includes(call));
}
