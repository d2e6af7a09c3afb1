/** Between the three shapes of a set-up: the form, what is stored, and what the engine takes. */
import {
  defaultJournalSettings,
  defaultTimings,
  engineConfigSchema,
  type EngineConfig,
} from '../../engine/config/config.ts';
import { RecorderError } from '../../shared/errors.ts';
import type { ProjectForm, SetupForm } from '../../shared/ipc/setup.ts';
import type { ProjectSecrets } from '../settings/secrets.ts';
import type { StoredSetup } from '../settings/settings-schema.ts';

type SecretsOf = (projectId: string) => ProjectSecrets;

export function formOf(setup: StoredSetup): SetupForm {
  const { serverUrl, broker, deviceGroups, deviceName, plainHosts, dataFolder, projects } = setup;
  return { serverUrl, broker, deviceGroups, deviceName, plainHosts, dataFolder, projects };
}

/** Settings that the form does not ask for are kept as they are. */
export function storedOf(form: SetupForm, previous: StoredSetup | null): StoredSetup {
  return {
    ...form,
    broker: { ...form.broker, caFile: previous?.broker.caFile ?? null },
    serverUrl: form.serverUrl.replace(/\/+$/, ''),
    projects: form.projects.map(({ projectId, s3, redundant }) => ({
      projectId,
      redundant,
      s3: s3 === null ? null : { endpoint: s3.endpoint, bucket: s3.bucket, region: s3.region },
    })),
    timings: previous?.timings ?? null,
    segments: previous?.segments ?? null,
    imported: previous?.imported ?? null,
  };
}

/** The secrets that were typed into the form; empty fields are none. */
export function typedSecrets({ key, secret, s3 }: ProjectForm): ProjectSecrets {
  const typed = { key, secret, accessKey: s3?.accessKey, secretKey: s3?.secretKey };
  return Object.fromEntries(
    Object.entries(typed).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** An engine configuration taken apart: what goes into the settings file, what into the keyring. */
export function partsOf(config: EngineConfig): {
  setup: StoredSetup;
  secrets: Map<string, ProjectSecrets>;
} {
  const secrets = new Map<string, ProjectSecrets>();
  for (const { projectId, key, secret, s3 } of config.projects) {
    const storage = s3 === null ? {} : { accessKey: s3.accessKey, secretKey: s3.secretKey };
    secrets.set(projectId, { key, secret, ...storage });
  }
  const { serverUrl, broker, deviceGroups, deviceName, plainHosts, dataFolder } = config;
  const { clock, capture, sessions, finalise, journal } = config;
  const setup: StoredSetup = {
    serverUrl,
    broker,
    deviceGroups,
    deviceName,
    plainHosts,
    dataFolder,
    projects: config.projects.map(({ projectId, s3, redundant }) => ({
      projectId,
      redundant,
      s3: s3 === null ? null : { endpoint: s3.endpoint, bucket: s3.bucket, region: s3.region },
    })),
    timings: config.timings,
    segments: { bytes: config.journal.segmentBytes, ms: config.journal.segmentMs },
    imported: { clock, capture, sessions, finalise, journal },
  };
  return { setup, secrets };
}

/** The projects whose secrets are not all known. */
export function projectsWithoutSecrets(setup: StoredSetup, secretsOf: SecretsOf): string[] {
  return setup.projects
    .filter(({ projectId, s3 }) => {
      const { key, secret, accessKey, secretKey } = secretsOf(projectId);
      const storage = s3 === null || (accessKey !== undefined && secretKey !== undefined);
      return key === undefined || secret === undefined || !storage;
    })
    .map(({ projectId }) => projectId);
}

/** @throws RecorderError `config-bad-value` naming the setting */
export function engineConfigOf(setup: StoredSetup, secretsOf: SecretsOf): EngineConfig {
  const { timings, segments, projects, imported, ...common } = setup;
  const parsed = engineConfigSchema.safeParse({
    ...common,
    ...imported,
    // Remote control belongs to recorders without a window (docs/remote-control.md).
    remoteControl: null,
    projects: projects.map(({ projectId, s3, redundant }) => {
      const { key, secret, accessKey, secretKey } = secretsOf(projectId);
      const storage = s3 === null ? null : { ...s3, accessKey, secretKey };
      return { projectId, key, secret, redundant, s3: storage };
    }),
    timings: timings ?? defaultTimings,
    journal: {
      ...(imported?.journal ?? defaultJournalSettings),
      ...(segments === null ? {} : { segmentBytes: segments.bytes, segmentMs: segments.ms }),
    },
  });
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new RecorderError('config-bad-value', `The setting "${where}" is missing or not usable.`);
}
