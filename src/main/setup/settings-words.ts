/** Settings in words, to say what an import changes. */
import type { SettingsPreview } from '../../shared/ipc/desktop.ts';
import { strings } from '../../shared/strings/strings.ts';
import type { Settings } from '../settings/settings-schema.ts';

const { appearance, tabs } = strings.settings;
const { recorder, changes: names } = strings.setup;

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
    [appearance.colours]: colourScheme,
    [tabs.notifications]: Object.entries(desktop.notices)
      .filter(([, on]) => on)
      .map(([kind]) => kind)
      .join(', '),
    [appearance.size]: appearance.percent(Math.round(1.2 ** desktop.zoom * 100)),
    [strings.session.note.markers]: JSON.stringify(markers),
  };
}

function setupWords(setup: NonNullable<Settings['setup']>): Words {
  const { broker, projects, livekitProjects } = setup;
  const places = [...projects, ...livekitProjects].flatMap(({ s3, uploadFolder }) => [
    ...(s3 === null ? [] : [names.bucket(s3.bucket, s3.endpoint)]),
    ...(uploadFolder === null ? [] : [uploadFolder]),
  ]);
  return {
    [names.syncflowServer]: setup.serverUrl,
    [names.broker]: broker.host === '' ? '' : `${broker.host}:${broker.port}, ${broker.vhost}`,
    [names.projects]: projects.map(({ projectId }) => projectId).join(', '),
    [names.livekitServers]: livekitProjects.map(({ name, url }) => `${name}: ${url}`).join(', '),
    [names.uploadsTo]: places.join(', '),
    [recorder.groups]: setup.deviceGroups.join(', '),
    [names.plainHosts]: setup.plainHosts.join(', '),
    [recorder.folder]: setup.dataFolder,
    [recorder.name]: setup.deviceName,
    [names.rest]: JSON.stringify([setup.timings, setup.imported]),
  };
}
