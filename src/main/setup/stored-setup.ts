/** Between the three shapes of a set-up: the form, what is stored, and what the engine takes. */
import {
  defaultJournalSettings,
  defaultTimings,
  defaultUploadSettings,
  engineConfigSchema,
  type EngineConfig,
  type ProjectConfig,
} from '../../engine/config/config.ts';
import { livekitProjectId } from '../../engine/livekit/project-id.ts';
import { RecorderError } from '../../shared/errors.ts';
import type { LivekitForm, ProjectForm, SetupForm } from '../../shared/ipc/setup.ts';
import type { ProjectSecrets, SecretChanges } from '../settings/secret-names.ts';
import type { StoredSetup } from '../settings/settings-schema.ts';
import { advancedOf, extrasOf } from './advanced.ts';
import {
  bucketFormOf,
  bucketSecretChanges,
  bucketWithSecrets,
  hasBucketSecrets,
  partsOfBucket,
  storedBucketOf,
  typed,
} from './stored-bucket.ts';
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
    projects: projects.map(withBucketForm),
    livekitProjects: livekitProjects.map(withBucketForm),
    advanced: advancedOf(imported),
    uploads: uploadsFormOf(imported?.uploads ?? defaultUploadSettings),
  };
}

function withBucketForm<T extends StoredProject>(project: T) {
  return { ...project, s3: project.s3 === null ? null : bucketFormOf(project.s3) };
}

/** Settings that the form does not ask for are kept as they are. */
export function storedOf(form: SetupForm, previous: StoredSetup | null): StoredSetup {
  const { advanced, uploads, ...asked } = form;
  const stored = (projectId: string, project: Omit<ProjectForm, 'projectId'>): StoredProject => {
    const { redundant, uploadFolder, s3 } = project;
    // Only what an import brought.
    const counter = storedProjectOf(previous, projectId)?.counter ?? null;
    const bucket = s3 === null ? null : storedBucketOf(s3);
    return { projectId, redundant, uploadFolder, counter, s3: bucket };
  };
  return {
    ...asked,
    serverUrl: form.serverUrl.replace(/\/+$/, ''),
    projects: form.projects.map((project) => stored(project.projectId, project)),
    livekitProjects: form.livekitProjects.map((project) => {
      const { name, url, rooms } = project;
      return { ...stored(idOf(project), project), name, url, rooms };
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
}: StoredProject): StoredProject {
  return { projectId, redundant, counter, uploadFolder, s3 };
}

/** What the form changes of a project's secrets. @param previous The project as it is stored now. */
export function secretChanges(
  { key, secret, s3 }: Pick<ProjectForm, 'key' | 'secret' | 's3'>,
  previous: StoredProject | null,
): SecretChanges {
  const ofBucket = s3 === null ? {} : bucketSecretChanges(s3, previous?.s3 ?? null);
  return { ...typed({ key, secret }), ...ofBucket };
}

/** As it is stored; null when it is new. */
export function storedProjectOf(
  setup: StoredSetup | null,
  projectId: string,
): StoredProject | null {
  const all = [...(setup?.projects ?? []), ...(setup?.livekitProjects ?? [])];
  return all.find((one) => one.projectId === projectId) ?? null;
}

/** An engine configuration taken apart: what goes into the settings file, what into the keyring. */
export function partsOf(config: EngineConfig): {
  setup: StoredSetup;
  secrets: Map<string, SecretChanges>;
} {
  const secrets = new Map<string, SecretChanges>();
  const apart = <T extends ProjectConfig>({ s3, ...project }: T) => {
    const parts = s3 === null ? null : partsOfBucket(s3);
    const { projectId, key, secret } = project;
    secrets.set(projectId, { key, secret, ...parts?.secrets });
    return { ...project, s3: parts?.stored ?? null };
  };
  const { deviceName, plainHosts, dataFolder } = config;
  const { caFile, clock, capture, sessions, finalise, journal, uploads } = config;
  const setup: StoredSetup = {
    ...(config.syncflow ?? noSyncflow),
    deviceName,
    plainHosts,
    dataFolder,
    projects: config.projects
      .filter((project) => project.kind === 'syncflow')
      .map((project) => storedProject(apart(project))),
    livekitProjects: config.projects
      .filter((project) => project.kind === 'livekit')
      .map((project) => {
        const { name, url, rooms } = project;
        return { ...storedProject(apart(project)), name, url, rooms };
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
      const secrets = secretsOf(projectId);
      const storage = s3 === null || hasBucketSecrets(s3, secrets);
      return secrets.key === undefined || secrets.secret === undefined || !storage;
    })
    .map(({ projectId }) => projectId);
}

/** @throws RecorderError `config-bad-value` naming the setting */
export function engineConfigOf(setup: StoredSetup, secretsOf: SecretsOf): EngineConfig {
  const { timings, projects, livekitProjects, imported } = setup;
  const { serverUrl, broker, deviceGroups, deviceName, plainHosts, dataFolder } = setup;
  const withSecrets = <T extends StoredSetup['projects'][number]>({ s3, ...project }: T) => {
    const secrets = secretsOf(project.projectId);
    const { key, secret } = secrets;
    return { ...project, key, secret, s3: s3 === null ? null : bucketWithSecrets(s3, secrets) };
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
