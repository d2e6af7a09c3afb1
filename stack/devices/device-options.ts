/** What a simulated device is started with: JSON in the environment variable of this name. */
import { z } from 'zod';

export const deviceEnvironment = 'SYNCFLOW_DEVICE';

export const payloadKindSchema = z.enum(['sensor', 'text', 'binary']);
export type PayloadKind = z.infer<typeof payloadKindSchema>;

const common = z.object({
  /** Its name, and its identity in the room. */
  name: z.string().min(1),
  group: z.string().min(1),
  /** Existing folder for the ledgers, one file for each session (ledger.ts). */
  ledgerDir: z.string().min(1),
  ratePerSecond: z.number().positive(),
  kinds: z.array(payloadKindSchema).min(1),
  /** The part of the messages that is sent lossy, 0 to 1. */
  lossyShare: z.number().min(0).max(1).default(0),
  /** Begin each session with the odd payloads (odd-messages.ts). */
  odd: z.boolean().default(false),
  /**
   * Send one of everything else (kinds/rtc-traffic.ts) when it begins, and again each time so many
   * seconds have passed. Left out: only messages.
   */
  kindsEverySeconds: z.number().positive().optional(),
  /** Leave each session after this time of publishing. Left out: stay until it ends. */
  seconds: z.number().positive().optional(),
  /**
   * When to publish the first message: on joining, or when LiveKit says that the room is being
   * recorded, which is so as soon as a participant with the grant `recorder` has joined.
   */
  startWhen: z.enum(['joined', 'recording']).default('joined'),
  /** Stop when standard input ends, and on a line `stop` there. */
  followParent: z.boolean().default(false),
});

const project = z.object({
  syncflowUrl: z.url(),
  projectId: z.string().min(1),
  apiKey: z.string().min(1),
  apiSecret: z.string().min(1),
  /** The way to the LiveKit server, where it is to be another one than SyncFlow says. */
  livekitUrl: z.string().min(1).optional(),
});

/**
 * Knows its room already: a bare LiveKit server. The identity is the token's. `sessionId`: what the
 * ledger says; the room's SID, where a recorder has the whole server as a project.
 */
const atLiveKit = common.extend({
  livekit: z.object({
    url: z.string().min(1),
    token: z.string().min(1),
    sessionId: z.string().nullable().default(null),
  }),
});

/** Knows its session already. */
const inSession = common.extend({
  ...project.shape,
  session: z.object({ sessionId: z.string().min(1), roomName: z.string() }),
});

/** As SyncFlow's own devices: waits for the announcements of its group. */
const onAnnouncement = common.extend({
  ...project.shape,
  broker: z.object({
    host: z.string().min(1),
    port: z.number().int().positive(),
    vhost: z.string().min(1),
    tls: z.boolean().default(false),
  }),
});

export const deviceOptionsSchema = z.union([atLiveKit, inSession, onAnnouncement]);

/** As a caller writes them; what has a default may be left out. */
export type DeviceOptions = z.input<typeof deviceOptionsSchema>;
export type DeviceConfig = z.output<typeof deviceOptionsSchema>;
export type AnnouncedDeviceConfig = z.output<typeof onAnnouncement>;
export type ProjectAccess = z.output<typeof project>;
/** What one participation needs to know of its device. */
export type PublishingConfig = z.output<typeof common>;
