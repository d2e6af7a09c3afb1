/** Setting up: what the form asks, what the daemon's .env gives, what the window learns of secrets. */
import { z } from 'zod';
import { problemStrings as problems } from '../strings/form-problems.ts';
import { advancedFormSchema } from './advanced.ts';
import { bucketFormSchema, secretInput } from './bucket.ts';
import { uploadFolderSchema, uploadsFormSchema } from './upload-settings.ts';

const { fields } = problems;
const text = (what: string): z.ZodString => z.string().trim().min(1, problems.missing(what));
const webAddress = (what: string): z.ZodURL =>
  z.url({ protocol: /^https?$/, error: problems.webAddress(what) });

/** What a project of either kind has. */
const anyProject = {
  key: secretInput,
  secret: secretInput,
  /** Null: recordings of this project stay on this computer. */
  s3: bucketFormSchema.nullable(),
  /** A folder that finished files are copied to, beside the bucket or instead of it. */
  uploadFolder: uploadFolderSchema,
  /** Redundant capture: two recorders in two processes for each room. */
  redundant: z.boolean(),
};

export const projectFormSchema = z.object({
  projectId: z.uuid(problems.projectId),
  ...anyProject,
});
export type ProjectForm = z.infer<typeof projectFormSchema>;

/** A LiveKit server without SyncFlow. */
export const livekitFormSchema = z.object({
  /** '' before it is saved for the first time. */
  projectId: z.string().max(100),
  name: text(fields.name).max(100, problems.atMostCharacters(100)),
  url: z.url({
    protocol: /^(wss?|https?)$/,
    error: problems.livekitAddress,
  }),
  /** Patterns, as in `lab-*,!*test*`. */
  rooms: text(fields.rooms).max(1000),
  ...anyProject,
});
export type LivekitForm = z.infer<typeof livekitFormSchema>;

const syncflowServerSchema = z.object({
  serverUrl: webAddress(fields.syncflowAddress),
  broker: z.object({
    host: text(fields.brokerHost),
    port: z.number(problems.portIsNumber).int().min(1).max(65_535),
    vhost: text(fields.virtualHost),
    tls: z.boolean(),
  }),
  deviceGroups: z.array(text(fields.deviceGroup).max(50)).min(1, problems.noDeviceGroup),
});

export const setupFormSchema = z
  .object({
    /** Of all SyncFlow projects; not looked at where there is none. */
    serverUrl: z.string().trim(),
    broker: z.object({
      host: z.string().trim(),
      port: z.number(problems.portIsNumber),
      vhost: z.string().trim(),
      tls: z.boolean(),
    }),
    deviceGroups: z.array(z.string()),
    deviceName: text(fields.recorderName).max(50, problems.atMostCharacters(50)),
    plainHosts: z.array(z.string().trim().min(1)),
    dataFolder: text(fields.folder),
    projects: z.array(projectFormSchema),
    livekitProjects: z.array(livekitFormSchema),
    advanced: advancedFormSchema,
    uploads: uploadsFormSchema,
  })
  .superRefine((form, context) => {
    const { projects, livekitProjects } = form;
    if (projects.length + livekitProjects.length === 0) {
      context.addIssue({ code: 'custom', path: ['projects'], message: problems.noProject });
    }
    if (projects.length === 0) return;
    for (const { path, message } of syncflowServerSchema.safeParse(form).error?.issues ?? []) {
      context.addIssue({ code: 'custom', path, message });
    }
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
  sessionToken: z.boolean(),
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
