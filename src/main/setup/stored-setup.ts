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
import { advancedOf, extrasOf } from './advanced.ts';

/** In the place of a SyncFlow server where there is none. */
const noSyncflow = {
  serverUrl: '',
  broker: { host: '', port: 5671, vhost: 'syncflow', tls: true },
  deviceGroups: ['text-egress'],
};

type SecretsOf = (projectId: string) => ProjectSecrets;

/** Null when there is no SyncFlow project: the form asks for those. */
export function formOf(setup: StoredSetup): SetupForm | null {
  if (setup.projects.length === 0) return null;
  const { serverUrl, broker, deviceGroups, deviceName, plainHosts, dataFolder, projects } = setup;
  const advanced = advancedOf(setup.imported);
  return {
    ...{ serverUrl, broker, deviceGroups, deviceName, plainHosts, dataFolder, projects },
    advanced,
  };
}

/** Settings that the form does not ask for are kept as they are. */
export function storedOf(form: SetupForm, previous: StoredSetup | null): StoredSetup {
  const { advanced, ...asked } = form;
  const livekitProjects = previous?.livekitProjects ?? [];
  const livekitHosts = new Set(livekitProjects.map(({ url }) => new URL(url).hostname));
  const keptHosts = (previous?.plainHosts ?? []).filter((host) => livekitHosts.has(host));
  return {
    ...asked,
    plainHosts: [...new Set([...form.plainHosts, ...keptHosts])],
    livekitProjects,
    serverUrl: form.serverUrl.replace(/\/+$/, ''),
    projects: form.projects.map((project) => {
      const before = previous?.projects.find((one) => one.projectId === project.projectId);
      const { counter = null, uploadFolder = null } = before ?? {};
      return storedProject({ ...project, counter, uploadFolder });
    }),
    timings: previous?.timings ?? null,
    imported: extrasOf(advanced, previous?.imported ?? null),
  };
}

/** Without its secrets. */
function storedProject({
  projectId,
  s3,
  redundant,
  counter,
  uploadFolder,
}: Pick<ProjectForm, 'projectId' | 's3' | 'redundant'> & {
  counter: string | null;
  uploadFolder: string | null;
}): StoredSetup['projects'][number] {
  const storage =
    s3 === null ? null : { endpoint: s3.endpoint, bucket: s3.bucket, region: s3.region };
  return { projectId, redundant, counter, uploadFolder, s3: storage };
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
  const { deviceName, plainHosts, dataFolder } = config;
  const { caFile, clock, capture, sessions, finalise, journal, uploads } = config;
  const setup: StoredSetup = {
    ...(config.syncflow ?? noSyncflow),
    deviceName,
    plainHosts,
    dataFolder,
    projects: config.projects
      .filter((project) => project.kind === 'syncflow')
      .map((project) => storedProject(project)),
    livekitProjects: config.projects
      .filter((project) => project.kind === 'livekit')
      .map((project) => {
        const { name, url, rooms } = project;
        return { ...storedProject(project), name, url, rooms };
      }),
    timings: config.timings,
    imported: { caFile, clock, capture, sessions, finalise, journal, uploads },
  };
  return { setup, secrets };
}

/** The projects whose secrets are not all known. */
export function projectsWithoutSecrets(setup: StoredSetup, secretsOf: SecretsOf): string[] {
  return [...setup.projects, ...setup.livekitProjects]
    .filter(({ projectId, s3 }) => {
      const { key, secret, accessKey, secretKey } = secretsOf(projectId);
      const storage = s3 === null || (accessKey !== undefined && secretKey !== undefined);
      return key === undefined || secret === undefined || !storage;
    })
    .map(({ projectId }) => projectId);
}

/** @throws RecorderError `config-bad-value` naming the setting */
export function engineConfigOf(setup: StoredSetup, secretsOf: SecretsOf): EngineConfig {
  const { timings, projects, livekitProjects, imported } = setup;
  const { serverUrl, broker, deviceGroups, deviceName, plainHosts, dataFolder } = setup;
  const withSecrets = <T extends StoredSetup['projects'][number]>({ s3, ...project }: T) => {
    const { key, secret, accessKey, secretKey } = secretsOf(project.projectId);
    return { ...project, key, secret, s3: s3 === null ? null : { ...s3, accessKey, secretKey } };
  };
  const parsed = engineConfigSchema.safeParse({
    deviceName,
    plainHosts,
    dataFolder,
    ...imported,
    syncflow: projects.length === 0 ? null : { serverUrl, broker, deviceGroups },
    // Remote control belongs to recorders without a window (docs/remote-control.md).
    remoteControl: null,
    projects: [
      ...projects.map((project) => ({ kind: 'syncflow', ...withSecrets(project) })),
      ...livekitProjects.map((project) => ({ kind: 'livekit', ...withSecrets(project) })),
    ],
    timings: timings ?? defaultTimings,
    journal: imported?.journal ?? defaultJournalSettings,
  });
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new RecorderError('config-bad-value', `The setting "${where}" is missing or not usable.`);
}
