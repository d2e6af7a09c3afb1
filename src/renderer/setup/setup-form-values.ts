/** The set-up form's own values: every field a string or a switch, checked by the contract's schema. */
import { defaultAdvanced, type AdvancedForm } from '../../shared/ipc/advanced.ts';
import {
  setupFormSchema,
  type ProjectForm,
  type SecretsPresent,
  type SetupForm,
  type SetupView,
} from '../../shared/ipc/setup.ts';

export interface ProjectValues {
  projectId: string;
  key: string;
  secret: string;
  redundant: boolean;
  uploads: boolean;
  endpoint: string;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
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
  advanced: AdvancedForm;
}

export const emptyProject: ProjectValues = {
  projectId: '',
  key: '',
  secret: '',
  redundant: false,
  uploads: true,
  endpoint: '',
  bucket: '',
  region: '',
  accessKey: '',
  secretKey: '',
};

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
    advanced: form?.advanced ?? defaultAdvanced,
  };
}

function projectValues({ projectId, s3, redundant }: ProjectForm): ProjectValues {
  return {
    ...emptyProject,
    projectId,
    redundant,
    uploads: s3 !== null,
    endpoint: s3?.endpoint ?? '',
    bucket: s3?.bucket ?? '',
    region: s3?.region ?? '',
  };
}

export function formOfValues(values: SetupValues): SetupForm {
  const { serverUrl, deviceGroups, deviceName, plainHosts, dataFolder, projects } = values;
  const { advanced } = values;
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
    projects: projects.map((project) => ({
      projectId: project.projectId.trim().toLowerCase(),
      key: project.key,
      secret: project.secret,
      redundant: project.redundant,
      s3: project.uploads
        ? {
            endpoint: project.endpoint.trim(),
            bucket: project.bucket.trim(),
            region: project.region.trim(),
            accessKey: project.accessKey,
            secretKey: project.secretKey,
          }
        : null,
    })),
  };
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
  for (const [index, project] of values.projects.entries()) {
    const present = secrets[project.projectId.trim().toLowerCase()];
    const need = (name: keyof SecretsPresent, what: string): void => {
      if (project[name] === '' && present?.[name] !== true) {
        errors[`projects.${index}.${name}`] = `${what} is missing`;
      }
    };
    need('key', 'The API key');
    need('secret', 'The API secret');
    if (project.uploads) need('accessKey', 'The access key');
    if (project.uploads) need('secretKey', 'The secret key');
  }
  return errors;
}

/** Hosts that the form's own addresses reach without encryption, whether allowed or not. */
export function unencryptedHosts(values: SetupValues): string[] {
  const hosts = new Set<string>();
  const endpoints = values.projects
    .filter(({ uploads }) => uploads)
    .map(({ endpoint }) => endpoint);
  for (const address of [values.serverUrl, ...endpoints]) {
    const host = plainHost(address);
    if (host !== null) hosts.add(host);
  }
  if (!values.brokerTls && values.brokerHost.trim() !== '') hosts.add(values.brokerHost.trim());
  return [...hosts];
}

function plainHost(address: string): string | null {
  try {
    const url = new URL(address.trim());
    return url.protocol === 'http:' ? url.hostname : null;
  } catch {
    return null;
  }
}
