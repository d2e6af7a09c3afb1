/** Between the three shapes of a set-up: the form, what is stored, and what the engine takes. */
import {
  defaultJournalSettings,
  defaultTimings,
  defaultUploadSettings,
  engineConfigSchema,
  type EngineConfig,
} from '../../engine/config/config.ts';
import { livekitProjectId } from '../../engine/livekit/project-id.ts';
import { RecorderError } from '../../shared/errors.ts';
import type { LivekitForm, ProjectForm, SetupForm } from '../../shared/ipc/setup.ts';
import type { ProjectSecrets } from '../settings/secrets.ts';
import type { StoredSetup } from '../settings/settings-schema.ts';
import { advancedOf, extrasOf } from './advanced.ts';
import { uploadsFormOf, uploadSettingsOf } from './upload-settings.ts';

/** In the place of a SyncFlow server where there is none. */
const noSyncflow = {
  serverUrl: '',
  broker: { host: '', port: 5671, vhost: 'syncflow', tls: true },
  deviceGroups: ['text-egress'],
};

type StoredProject = StoredSetup['projects'][number];
type SecretsOf = (projectId: string) => ProjectSecrets;

export function formOf(setup: StoredSetup): SetupForm {
  const { serverUrl, broker, deviceGroups, deviceName, plainHosts, dataFolder } = setup;
  const { projects, livekitProjects, imported } = setup;
  return {
    ...{ serverUrl, broker, deviceGroups, deviceName, plainHosts, dataFolder },
    ...{ projects, livekitProjects },
    advanced: advancedOf(imported),
    uploads: uploadsFormOf(imported?.uploads ?? defaultUploadSettings),
  };
}

/** Settings that the form does not ask for are kept as they are. */
export function storedOf(form: SetupForm, previous: StoredSetup | null): StoredSetup {
  const { advanced, uploads, ...asked } = form;
  const before = [...(previous?.projects ?? []), ...(previous?.livekitProjects ?? [])];
  const kept = (projectId: string): Pick<StoredProject, 'counter'> => {
    const { counter = null } = before.find((one) => one.projectId === projectId) ?? {};
    return { counter };
  };
  return {
    ...asked,
    serverUrl: form.serverUrl.replace(/\/+$/, ''),
    projects: form.projects.map((project) =>
      storedProject({ ...project, ...kept(project.projectId) }),
    ),
    livekitProjects: form.livekitProjects.map((project) => {
      const { name, url, rooms } = project;
      const projectId = idOf(project);
      return { ...storedProject({ ...project, projectId, ...kept(projectId) }), name, url, rooms };
    }),
    timings: previous?.timings ?? null,
    imported: {
      ...extrasOf(advanced, previous?.imported ?? null),
      uploads: uploadSettingsOf(uploads),
    },
  };
}

/** A LiveKit server has no id of its own: it keeps the one that it got first. */
export function idOf({ projectId, url, name }: LivekitForm): string {
  return projectId === '' ? livekitProjectId(url, name) : projectId;
}

/** Without its secrets. */
function storedProject({
  projectId,
  s3,
  redundant,
  counter,
  uploadFolder,
}: Pick<ProjectForm, 'projectId' | 's3' | 'redundant'> &
  Pick<StoredProject, 'counter' | 'uploadFolder'>): StoredProject {
  const storage =
    s3 === null ? null : { endpoint: s3.endpoint, bucket: s3.bucket, region: s3.region };
  return { projectId, redundant, counter, uploadFolder, s3: storage };
}

/** The secrets that were typed into the form; empty fields are none. */
export function typedSecrets({
  key,
  secret,
  s3,
}: Pick<ProjectForm, 'key' | 'secret' | 's3'>): ProjectSecrets {
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
