/** What a recorder needs to know to run: checked here once, then trusted. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import {
  captureChoiceSchema,
  clockSettingsSchema,
  defaultClockSettings,
  defaultJournalSettings,
  journalSettingsSchema,
} from '../../shared/capture-protocol.ts';
import { parseCounterRule } from '../../shared/counter-rule.ts';
import { RecorderError } from '../../shared/errors.ts';
import { s3AddressingSchema, s3ChecksumsSchema } from '../../shared/ipc/bucket.ts';
import { defaultUploadsForm, uploadsFormSchema } from '../../shared/ipc/upload-settings.ts';
import { parseMonitorAddress } from '../monitor/monitor-address.ts';
import { namePatterns } from '../sessions/name-patterns.ts';
import { isSessionChoice } from '../sessions/session-choice.ts';
import { isKeyTemplate, keyTemplateRule } from '../../shared/key-template.ts';
import { isTimeSetting } from '../clock/time-servers.ts';

const text = z.string().min(1);

export const s3ConfigSchema = z.object({
  accessKey: text,
  secretKey: text,
  /** With temporary credentials: what makes the two keys count, for some hours. */
  sessionToken: text.optional(),
  endpoint: z.url({ protocol: /^https?$/ }),
  bucket: text,
  region: text,
  /** How a request names the bucket; path when left out. */
  addressing: s3AddressingSchema.optional(),
  /** What is sent along for the store to check; sha256 when left out. */
  checksums: s3ChecksumsSchema.optional(),
  /** How object keys are made (shared/key-template.ts); the Rust daemon's layout when left out. */
  keyTemplate: text.refine(isKeyTemplate, keyTemplateRule).optional(),
  /** Left out: that of the environment (network/proxy.ts). */
  proxy: z.url({ protocol: /^https?$/ }).optional(),
  /** Until a connection is open, and without a single byte either way; in milliseconds. */
  connectMs: z.number().int().positive().optional(),
  idleMs: z.number().int().positive().optional(),
});
export type S3Config = z.infer<typeof s3ConfigSchema>;

const anyProject = {
  /** Of SyncFlow's API, or of the LiveKit server. */
  key: text,
  secret: text,
  /** Where recordings are uploaded to. Both null: uploading is switched off for this project. */
  s3: s3ConfigSchema.nullable(),
  /** A folder on another disk or on a share that finished files are copied to. */
  uploadFolder: text.refine(isAbsolute, 'must be an absolute path').nullable().default(null),
  /** Redundant capture: two recorders in two processes for each room. */
  redundant: z.boolean(),
  /** Where senders give no numbers: how to read a counter from their payloads (counter-rule.ts). */
  counter: text
    .refine((rule) => parseCounterRule(rule) !== null, 'must be a path like $.seq')
    .nullable()
    .default(null),
};

export const syncflowProjectSchema = z.object({
  kind: z.literal('syncflow'),
  projectId: z.uuid(),
  ...anyProject,
});
export type SyncflowProjectConfig = z.infer<typeof syncflowProjectSchema>;

/** A bare LiveKit server, without SyncFlow: rooms are found through its API. */
export const livekitProjectSchema = z.object({
  kind: z.literal('livekit'),
  /** Where nobody gave one, made from address and name (livekit-project-id.ts). */
  projectId: text.max(100),
  name: text.max(100),
  url: z.url({ protocol: /^(wss?|https?)$/ }),
  /** Which rooms are recorded (name-patterns.ts). */
  rooms: text.refine((patterns) => namePatterns(patterns) !== null, 'must be names of rooms'),
  ...anyProject,
});
export type LivekitProjectConfig = z.infer<typeof livekitProjectSchema>;

export const projectConfigSchema = z.discriminatedUnion('kind', [
  syncflowProjectSchema,
  livekitProjectSchema,
]);
export type ProjectConfig = z.infer<typeof projectConfigSchema>;

export const brokerConfigSchema = z.object({
  host: text,
  port: z.coerce.number().int().min(1).max(65_535),
  vhost: text,
  tls: z.boolean(),
});
export type BrokerConfig = z.infer<typeof brokerConfigSchema>;

/** Remote control over RabbitMQ: a topic exchange of its own, with its own credentials. */
export const remoteControlSchema = brokerConfigSchema.extend({
  user: text,
  password: text,
  exchange: text,
  /** Names this recorder: its queue survives it, and so do orders that come while it is down. */
  name: text.max(100),
});
export type RemoteControlConfig = z.infer<typeof remoteControlSchema>;

export const timingsSchema = z.object({
  /** How often the session list is read while nothing happens. */
  pollMs: z.number().int().positive(),
  /** How often a LiveKit server is asked for its rooms: it announces none. */
  roomsPollMs: z.number().int().positive().default(3000),
  /** How long a room may stay away, after it was closed, before its recording is finalised. */
  roomAwayMs: z.number().int().nonnegative(),
});
export type Timings = z.infer<typeof timingsSchema>;

export const finaliseSchema = z.object({
  /** False: recordings stay open until `syncflow-recorder finalize`. */
  auto: z.boolean(),
  /** How often stale recordings are looked for, and how long nothing may have been written to them. */
  intervalMs: z.number().int().positive(),
});
export const defaultFinalise: z.infer<typeof finaliseSchema> = {
  auto: true,
  intervalMs: 10 * 60_000,
};

export const uploadSettingsSchema = z.object({
  when: uploadsFormSchema.shape.when,
  /** Files at the same time to one destination. */
  concurrency: z.number().int().min(1).max(32),
  /** Over everything; null: as fast as it goes. */
  limitBytesPerSecond: z.number().int().positive().nullable(),
  /**
   * After so many days local data is deleted that is verified in every destination; null: it is kept.
   */
  keepDays: z.number().int().nonnegative().nullable(),
});
export type UploadSettings = z.infer<typeof uploadSettingsSchema>;
export const defaultUploadSettings: UploadSettings = {
  when: defaultUploadsForm.when,
  concurrency: defaultUploadsForm.concurrency,
  limitBytesPerSecond: null,
  keepDays: defaultUploadsForm.keepDays,
};

/** The SyncFlow server of all SyncFlow projects. */
export const syncflowServerSchema = z.object({
  serverUrl: z.url({ protocol: /^https?$/ }),
  broker: brokerConfigSchema,
  /** Device groups to register in and to listen to; each once. */
  deviceGroups: z.array(text).min(1),
});
export type SyncflowServerConfig = z.infer<typeof syncflowServerSchema>;

const engineConfigObject = z.object({
  dataFolder: text,
  /** Null: there is no SyncFlow project. */
  syncflow: syncflowServerSchema.nullable(),
  deviceName: text.max(50),
  /** Hosts to which http, ws and amqp without TLS are allowed. */
  plainHosts: z.array(text),
  /** PEM file of authorities that are trusted beside those of the runtime (network/authorities.ts). */
  caFile: text.nullable().default(null),
  projects: z.array(projectConfigSchema).min(1),
  /** Null: off. */
  remoteControl: remoteControlSchema.nullable(),
  /** Where health and metrics are told (monitor/); null: nowhere. */
  monitor: text
    .refine((address) => parseMonitorAddress(address) !== null, 'must be a port or host:port')
    .nullable()
    .default(null),
  timings: timingsSchema,
  journal: journalSettingsSchema,
  clock: clockSettingsSchema
    .extend({ ntp: text.refine(isTimeSetting, 'must be off, auto or host:port') })
    .default(defaultClockSettings),
  /** Which implementation records. */
  capture: captureChoiceSchema.default('auto'),
  /** Which sessions of the projects are recorded (session-choice.ts). */
  sessions: text.refine(isSessionChoice, 'must be every, announced or name:…').default('every'),
  finalise: finaliseSchema.default(defaultFinalise),
  uploads: uploadSettingsSchema.default(defaultUploadSettings),
});
/** The members that an import keeps although no form asks for them. */
export const engineExtrasSchema = engineConfigObject.pick({
  caFile: true,
  clock: true,
  capture: true,
  sessions: true,
  finalise: true,
  journal: true,
  uploads: true,
});
export const engineConfigSchema = engineConfigObject
  .refine(
    ({ syncflow, projects }) =>
      syncflow !== null || projects.every((project) => project.kind === 'livekit'),
    { path: ['syncflow'], error: 'is needed by SyncFlow projects' },
  )
  .refine(
    ({ projects }) => new Set(projects.map(({ projectId }) => projectId)).size === projects.length,
    { path: ['projects'], error: 'two projects have the same id' },
  );
export type EngineConfig = z.infer<typeof engineConfigSchema>;

export const defaultTimings: Timings = { pollMs: 15_000, roomsPollMs: 3000, roomAwayMs: 60_000 };

/** @throws RecorderError `config-missing-name` without a SyncFlow server; the schema excludes it */
export function syncflowServer(config: EngineConfig): SyncflowServerConfig {
  if (config.syncflow !== null) return config.syncflow;
  throw new RecorderError('config-missing-name', 'No SyncFlow server is set up.');
}
export { defaultJournalSettings };
