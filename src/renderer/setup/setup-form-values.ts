/** The set-up form's own values: every field a string or a switch, checked by the contract's schema. */
import { defaultAdvanced, type AdvancedForm } from '../../shared/ipc/advanced.ts';
import { bucketValuesOf, emptyBucket, formOfBucket, type BucketValues } from './bucket-values.ts';
import { formOfUploads, uploadsValuesOf, type UploadsValues } from './uploads-values.ts';
import {
  setupFormSchema,
  type ProjectForm,
  type SecretsPresent,
  type SetupForm,
  type SetupView,
} from '../../shared/ipc/setup.ts';
import { strings } from '../../shared/strings/strings.ts';

/** What a project of either kind has. */
export interface ProjectValues extends BucketValues {
  projectId: string;
  key: string;
  secret: string;
  redundant: boolean;
  uploads: boolean;
  copies: boolean;
  uploadFolder: string;
}

/** A LiveKit server without SyncFlow. */
export interface LivekitValues extends ProjectValues {
  name: string;
  url: string;
  rooms: string;
}

export interface SetupValues {
  serverUrl: string;
  brokerHost: string;
  brokerPort: number | string;
  brokerVhost: string;
  brokerTls: boolean;
  deviceGroups: string[];
  deviceName: string;
  plainHosts: string[];
  dataFolder: string;
  projects: ProjectValues[];
  livekitProjects: LivekitValues[];
  advanced: AdvancedForm;
  uploads: UploadsValues;
}

export const emptyProject: ProjectValues = {
  projectId: '',
  key: '',
  secret: '',
  redundant: false,
  uploads: true,
  ...emptyBucket,
  copies: false,
  uploadFolder: '',
};

export const emptyLivekit: LivekitValues = { ...emptyProject, name: '', url: '', rooms: '*' };

export function valuesOf(view: SetupView): SetupValues {
  const { form, defaults } = view;
  return {
    serverUrl: form?.serverUrl ?? '',
    brokerHost: form?.broker.host ?? '',
    brokerPort: form?.broker.port ?? 5671,
    brokerVhost: form?.broker.vhost ?? 'syncflow',
    brokerTls: form?.broker.tls ?? true,
    deviceGroups: form?.deviceGroups ?? ['text-egress'],
    deviceName: form?.deviceName ?? defaults.deviceName,
    plainHosts: form?.plainHosts ?? [],
    dataFolder: form?.dataFolder ?? defaults.dataFolder,
    projects: form?.projects.map(projectValues) ?? [emptyProject],
    livekitProjects:
      form?.livekitProjects.map((project) => {
        const { name, url, rooms } = project;
        return { ...projectValues(project), name, url, rooms };
      }) ?? [],
    advanced: form?.advanced ?? defaultAdvanced,
    uploads: uploadsValuesOf(form?.uploads ?? null),
  };
}

function projectValues({
  projectId,
  s3,
  redundant,
  uploadFolder,
}: Pick<ProjectForm, 'projectId' | 's3' | 'redundant' | 'uploadFolder'>): ProjectValues {
  return {
    ...emptyProject,
    ...bucketValuesOf(s3),
    projectId,
    redundant,
    uploads: s3 !== null,
    copies: uploadFolder !== null,
    uploadFolder: uploadFolder ?? '',
  };
}

export function formOfValues(values: SetupValues): SetupForm {
  const { serverUrl, deviceGroups, deviceName, plainHosts, dataFolder } = values;
  const { projects, livekitProjects, advanced } = values;
  return {
    serverUrl: serverUrl.trim(),
    broker: {
      host: values.brokerHost.trim(),
      port: Number(values.brokerPort),
      vhost: values.brokerVhost.trim(),
      tls: values.brokerTls,
    },
    deviceGroups,
    deviceName: deviceName.trim(),
    plainHosts,
    dataFolder,
    advanced,
    uploads: formOfUploads(values.uploads),
    projects: projects.map((project) => ({
      ...formOfProject(project),
      projectId: project.projectId.trim().toLowerCase(),
    })),
    livekitProjects: livekitProjects.map((project) => ({
      ...formOfProject(project),
      projectId: project.projectId,
      name: project.name.trim(),
      url: project.url.trim(),
      rooms: project.rooms.trim(),
    })),
  };
}

function formOfProject(project: ProjectValues): Omit<ProjectForm, 'projectId'> {
  const { key, secret, redundant, uploads } = project;
  const uploadFolder = project.copies ? project.uploadFolder.trim() : null;
  return { key, secret, redundant, uploadFolder, s3: uploads ? formOfBucket(project) : null };
}

/** Where a field of the contract stands in the form; the others have the same place in both. */
const places: Readonly<Record<string, string>> = {
  'broker.host': 'brokerHost',
  'broker.port': 'brokerPort',
  'broker.vhost': 'brokerVhost',
};

type Errors = Record<string, string>;

/** What is wrong, by the form's own paths; empty when it can be saved. */
export function problemsOf(
  values: SetupValues,
  secrets: Readonly<Record<string, SecretsPresent>>,
): Errors {
  const errors: Errors = {};
  const checked = setupFormSchema.safeParse(formOfValues(values));
  for (const { path, message } of checked.error?.issues ?? []) {
    const joined = path.join('.').replace('.s3.', '.');
    errors[places[joined] ?? joined] ??= message;
  }
  const { fields } = strings.problems;
  const missing = (place: string, project: ProjectValues | LivekitValues): void => {
    const present = secrets[storedIdOf(project)];
    const need = (name: keyof SecretsPresent, what: string): void => {
      if (project[name] === '' && present?.[name] !== true) {
        errors[`${place}.${name}`] = strings.problems.missing(what);
      }
    };
    need('key', fields.key);
    need('secret', fields.secret);
    if (project.uploads) need('accessKey', fields.accessKey);
    if (project.uploads) need('secretKey', fields.secretKey);
    if (project.uploads && project.temporary) need('sessionToken', fields.sessionToken);
  };
  for (const kind of ['projects', 'livekitProjects'] as const) {
    for (const [index, project] of values[kind].entries()) missing(`${kind}.${index}`, project);
  }
  return errors;
}

/** Ids of SyncFlow's projects are typed; those of LiveKit servers stand as they are. */
export function storedIdOf(project: ProjectValues | LivekitValues): string {
  return 'url' in project ? project.projectId : project.projectId.trim().toLowerCase();
}

/** Hosts that the form's own addresses reach without encryption, whether allowed or not. */
export function unencryptedHosts(values: SetupValues): string[] {
  const { projects, livekitProjects, serverUrl, brokerTls, brokerHost } = values;
  const hosts = new Set<string>();
  const endpoints = [...projects, ...livekitProjects]
    .filter(({ uploads }) => uploads)
    .map(({ endpoint }) => endpoint);
  const hasSyncflow = projects.length > 0;
  const servers = livekitProjects.map(({ url }) => url);
  for (const address of [...(hasSyncflow ? [serverUrl] : []), ...servers, ...endpoints]) {
    const host = plainHost(address);
    if (host !== null) hosts.add(host);
  }
  if (hasSyncflow && !brokerTls && brokerHost.trim() !== '') hosts.add(brokerHost.trim());
  return [...hosts];
}

function plainHost(address: string): string | null {
  try {
    const url = new URL(address.trim());
    return url.protocol === 'http:' || url.protocol === 'ws:' ? url.hostname : null;
  } catch {
    return null;
  }
}
