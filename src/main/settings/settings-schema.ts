/** What the settings file holds. Secrets are not in it: see secrets.ts. */
import { z } from 'zod';
import { engineExtrasSchema } from '../../engine/config/config.ts';
import { s3AddressingSchema, s3ChecksumsSchema } from '../../shared/ipc/bucket.ts';
import { colourSchemeSchema } from '../../shared/ipc/contract.ts';
import { defaultMarkers, markersSchema } from '../../shared/notes.ts';
import { allNotices, noticeSwitchesSchema } from '../../shared/ipc/desktop.ts';

export const SETTINGS_VERSION = 2;

const storedBucketSchema = z.object({
  endpoint: z.string(),
  bucket: z.string(),
  region: z.string(),
  /** Its keys count only with a session token. */
  temporary: z.boolean().default(false),
  addressing: s3AddressingSchema.optional(),
  checksums: s3ChecksumsSchema.optional(),
  keyTemplate: z.string().optional(),
  /** Without its login, which is a secret. */
  proxy: z.string().optional(),
  connectMs: z.number().optional(),
  idleMs: z.number().optional(),
});
export type StoredBucket = z.infer<typeof storedBucketSchema>;

const storedProjectSchema = z.object({
  projectId: z.uuid(),
  s3: storedBucketSchema.nullable(),
  /** A folder that finished files are copied to; null: none. */
  uploadFolder: z.string().nullable().default(null),
  redundant: z.boolean().default(false),
  /** Only what an import brought; the form keeps it. */
  counter: z.string().nullable().default(null),
});

const storedLivekitSchema = storedProjectSchema.extend({
  projectId: z.string(),
  name: z.string(),
  url: z.string(),
  rooms: z.string(),
});

export const storedSetupSchema = z.object({
  serverUrl: z.string(),
  broker: z.object({
    host: z.string(),
    port: z.number().int(),
    vhost: z.string(),
    tls: z.boolean(),
  }),
  deviceGroups: z.array(z.string()),
  deviceName: z.string(),
  plainHosts: z.array(z.string()),
  dataFolder: z.string(),
  projects: z.array(storedProjectSchema),
  /** LiveKit servers without SyncFlow. */
  livekitProjects: z.array(storedLivekitSchema).default([]),
  /** Only what an import brought; the form does not ask for these. */
  timings: z
    .object({
      pollMs: z.number().int(),
      roomsPollMs: z.number().int().exactOptional(),
      roomAwayMs: z.number().int(),
    })
    .nullable(),
  imported: engineExtrasSchema.nullable().default(null),
});
export type StoredSetup = z.infer<typeof storedSetupSchema>;

const windowPlaceSchema = z.object({
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  maximised: z.boolean(),
});
export type WindowPlace = z.infer<typeof windowPlaceSchema>;

const desktopSettingsSchema = z.object({
  notices: noticeSwitchesSchema,
  /** Chromium's zoom level; 0 is actual size. */
  zoom: z.number(),
  /** It was said that closing the window while recording hides it. */
  saidCloseHides: z.boolean(),
});
export type DesktopSettings = z.infer<typeof desktopSettingsSchema>;

const defaultDesktop: DesktopSettings = { notices: allNotices, zoom: 0, saidCloseHides: false };

export const settingsSchema = z.object({
  version: z.literal(SETTINGS_VERSION),
  setup: storedSetupSchema.nullable(),
  colourScheme: colourSchemeSchema,
  window: windowPlaceSchema.nullable(),
  /** She agreed to keep secrets on disk although this system cannot protect them. */
  unprotectedSecrets: z.boolean(),
  /** What the keys 1 to 9 drop on the page of a session. */
  markers: markersSchema.default(defaultMarkers),
  desktop: desktopSettingsSchema.default(defaultDesktop),
  /** Whether newer versions of the app are looked for. */
  updates: z.boolean().default(true),
});
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  version: SETTINGS_VERSION,
  setup: null,
  colourScheme: 'auto',
  window: null,
  unprotectedSecrets: false,
  markers: defaultMarkers,
  desktop: defaultDesktop,
  updates: true,
};

type Document = Readonly<Record<string, unknown>>;

/** From version n (the index) to n + 1. Version 0 is a file of before there were versions: none exist. */
const migrations: readonly ((document: Document) => Document)[] = [
  (document) => ({ ...defaultSettings, ...document, version: 1 }),
  // The authority of the broker is now that of all servers.
  (document) => ({ ...document, version: 2, setup: withCommonAuthority(document['setup']) }),
];

const brokerAuthority = z.looseObject({
  broker: z.looseObject({ caFile: z.string() }),
  imported: z.looseObject({}),
});

function withCommonAuthority(setup: unknown): unknown {
  const found = brokerAuthority.safeParse(setup);
  if (!found.success) return setup;
  const { broker, imported, ...others } = found.data;
  return { ...others, broker, imported: { ...imported, caFile: broker.caFile } };
}

/**
 * Brings a document of any earlier version to the present one.
 * @throws Error with what is wrong: a newer version, or a document that does not fit
 */
export function migrateSettings(document: unknown): Settings {
  const parsed = z.record(z.string(), z.unknown()).parse(document);
  let current: Document = parsed;
  const from = typeof parsed['version'] === 'number' ? parsed['version'] : 0;
  if (from > SETTINGS_VERSION) {
    throw new Error(`it was written by a newer recorder (version ${from} of the settings)`);
  }
  for (const migrate of migrations.slice(from)) current = migrate(current);
  return settingsSchema.parse(current);
}
