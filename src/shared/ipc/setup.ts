/** Setting up: what the form asks, what the daemon's .env gives, what the window learns of secrets. */
import { z } from 'zod';
import { advancedFormSchema } from './advanced.ts';

const text = (what: string): z.ZodString => z.string().trim().min(1, `${what} is missing`);
const webAddress = (what: string): z.ZodURL =>
  z.url({ protocol: /^https?$/, error: `${what} must be an address such as https://example.org` });

/** An empty or absent secret keeps the one that is stored. */
const secretInput = z.string().trim().max(4096).optional();

export const projectFormSchema = z.object({
  projectId: z.uuid('The project id looks like 123e4567-e89b-42d3-a456-426614174000'),
  key: secretInput,
  secret: secretInput,
  /** Null: recordings of this project stay on this computer. */
  s3: z
    .object({
      endpoint: webAddress('The endpoint'),
      bucket: text('The bucket name'),
      region: text('The region'),
      accessKey: secretInput,
      secretKey: secretInput,
    })
    .nullable(),
  /** Redundant capture: two recorders in two processes for each room. */
  redundant: z.boolean(),
});
export type ProjectForm = z.infer<typeof projectFormSchema>;

export const setupFormSchema = z.object({
  serverUrl: webAddress('The SyncFlow address'),
  broker: z.object({
    host: text('The RabbitMQ host'),
    port: z.number('The port is a number').int().min(1).max(65_535),
    vhost: text('The virtual host'),
    tls: z.boolean(),
  }),
  deviceGroups: z.array(text('The device group').max(50)).min(1, 'Name at least one device group'),
  deviceName: text('The name of this recorder').max(50, 'At most 50 characters'),
  plainHosts: z.array(z.string().trim().min(1)),
  dataFolder: text('The folder'),
  projects: z.array(projectFormSchema).min(1, 'Add at least one project'),
  advanced: advancedFormSchema,
});
export type SetupForm = z.infer<typeof setupFormSchema>;

/** How secrets are kept. `backend` is the name that the system gives to its store. */
export const protectionSchema = z.object({
  state: z.enum(['keyring', 'memory-only', 'unprotected']),
  backend: z.string(),
});
export type Protection = z.infer<typeof protectionSchema>;

export const secretsPresentSchema = z.object({
  key: z.boolean(),
  secret: z.boolean(),
  accessKey: z.boolean(),
  secretKey: z.boolean(),
});
export type SecretsPresent = z.infer<typeof secretsPresentSchema>;

export const setupViewSchema = z.object({
  /** env-file: given on the command line, for this run only; nothing of it is stored. */
  source: z.enum(['none', 'settings', 'env-file']),
  envFile: z.string().nullable(),
  /** Without secrets: those are never read back. Null before the first set-up. */
  form: setupFormSchema.nullable(),
  /** By project id. */
  secrets: z.record(z.string(), secretsPresentSchema),
  protection: protectionSchema,
  defaults: z.object({ dataFolder: z.string(), deviceName: z.string() }),
  /** What went wrong while the settings were read, in words. */
  notice: z.string().nullable(),
});
export type SetupView = z.infer<typeof setupViewSchema>;

/** What an import of a .env would do, before it is done. */
export const envPreviewSchema = z.object({
  importId: z.string(),
  path: z.string(),
  rows: z.array(
    z.object({
      name: z.string(),
      /** Where it goes, in words. */
      goesTo: z.string(),
      secret: z.boolean(),
      /** Null for a secret. */
      value: z.string().nullable(),
    }),
  ),
  warnings: z.array(z.string()),
  /** Why it cannot be imported as it is; empty when it can. */
  problems: z.array(z.string()),
  dataFolder: z.string(),
});
export type EnvPreview = z.infer<typeof envPreviewSchema>;
