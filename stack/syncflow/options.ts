/** What a stand-in is started with. Checked with zod, because main.ts gets it from another process. */
import { z } from 'zod';

export const liveKitOptionsSchema = z.object({
  /** For participants, `ws://…`. */
  url: z.string(),
  /** What the API tells clients, where they are to take another way than `url`. */
  clientUrl: z.string().optional(),
  /** For the room API, `http://…`. */
  apiUrl: z.string(),
  key: z.string(),
  secret: z.string(),
});
export type LiveKitOptions = z.infer<typeof liveKitOptionsSchema>;

/** What the API tells clients. */
export function clientUrl(options: LiveKitOptions): string {
  return options.clientUrl ?? options.url;
}

export const brokerOptionsSchema = z.object({
  host: z.string(),
  port: z.number().int(),
  vhost: z.string(),
  /** The topic exchange that the stand-in declares, not durable. */
  exchange: z.string(),
  /** SyncFlow's own durable queue, which every registered group is bound to and nobody empties. */
  queue: z.string().default('syncflow-session-notifications'),
  /** The broker's internal user as which the stand-in logs in. */
  username: z.string(),
  password: z.string(),
});
export type BrokerOptions = z.infer<typeof brokerOptionsSchema>;

export const apiKeySchema = z.object({ key: z.string(), secret: z.string() });
export type ApiKey = z.infer<typeof apiKeySchema>;

export const projectOptionsSchema = z.object({
  /** A UUID; made when left out. */
  id: z.string().optional(),
  name: z.string(),
  description: z.string().nullable().default(null),
  /** Name of the user it belongs to: a token of one project opens all projects of its owner. */
  owner: z.string(),
  apiKeys: z.array(apiKeySchema),
  bucketName: z.string(),
  endpoint: z.string(),
  storageType: z.literal('s3').default('s3'),
  /** Used for nothing but the signed links of finished LiveKit recordings. */
  storage: z
    .object({ accessKey: z.string(), secretKey: z.string(), region: z.string() })
    .default({ accessKey: 'storage-key', secretKey: 'storage-secret', region: 'us-east-1' }),
});

export const standInOptionsSchema = z.object({
  /** 0: any free port. */
  port: z.number().int().nonnegative().default(0),
  host: z.string().default('127.0.0.1'),
  livekit: liveKitOptionsSchema,
  /** null: no broker. Sessions are then never announced, and no call fails because of it. */
  broker: brokerOptionsSchema.nullable(),
  projects: z.array(projectOptionsSchema),
  /** Seconds that a session token (for LiveKit) is valid. */
  sessionTokenTtl: z.number().int().positive().default(21_600),
  /**
   * Size of the database pool: each Started session takes one for as long as its listener lives, and at
   * five Started sessions every call hangs (server-faults.json). null: without limit.
   */
  databaseConnections: z.number().int().positive().nullable().default(5),
  /** Seconds that a call waits for a database connection before it is dropped without an answer. */
  databaseTimeout: z.number().positive().default(30),
  /** Milliseconds between the making of a room and the joining of its listener. */
  listenerDelayMs: z.number().int().nonnegative().default(1_000),
});
/** As a caller writes it; what has a default may be left out. */
export type StandInOptions = z.input<typeof standInOptionsSchema>;
export type StandInConfig = z.output<typeof standInOptionsSchema>;
