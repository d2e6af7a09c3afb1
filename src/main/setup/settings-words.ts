/** Settings in words, to say what an import changes. */
import type { SettingsPreview } from '../../shared/ipc/desktop.ts';
import type { Settings } from '../settings/settings-schema.ts';

type Words = Readonly<Record<string, string>>;

/** Only what differs. */
export function differences(now: Settings, after: Settings): SettingsPreview['rows'] {
  const before = wordsOf(now);
  return Object.entries(wordsOf(after))
    .map(([name, value]) => ({ name, now: before[name] ?? '', after: value }))
    .filter((row) => row.now !== row.after);
}

function wordsOf({ setup, colourScheme, desktop, markers }: Settings): Words {
  return {
    ...(setup === null ? {} : setupWords(setup)),
    'Light or dark': colourScheme,
    Notifications: Object.entries(desktop.notices)
      .filter(([, on]) => on)
      .map(([kind]) => kind)
      .join(', '),
    Size: `${Math.round(1.2 ** desktop.zoom * 100)} %`,
    Markers: JSON.stringify(markers),
  };
}

function setupWords(setup: NonNullable<Settings['setup']>): Words {
  const { broker, projects, livekitProjects } = setup;
  const places = [...projects, ...livekitProjects].flatMap(({ s3, uploadFolder }) => [
    ...(s3 === null ? [] : [`${s3.bucket} at ${s3.endpoint}`]),
    ...(uploadFolder === null ? [] : [uploadFolder]),
  ]);
  return {
    'SyncFlow server': setup.serverUrl,
    RabbitMQ: broker.host === '' ? '' : `${broker.host}:${broker.port}, ${broker.vhost}`,
    Projects: projects.map(({ projectId }) => projectId).join(', '),
    'LiveKit servers': livekitProjects.map(({ name, url }) => `${name}: ${url}`).join(', '),
    'Uploads go to': places.join(', '),
    'Device groups': setup.deviceGroups.join(', '),
    'Allowed without encryption': setup.plainHosts.join(', '),
    'Folder for recordings': setup.dataFolder,
    'Name of this recorder': setup.deviceName,
    'Everything else': JSON.stringify([setup.timings, setup.imported]),
  };
}
