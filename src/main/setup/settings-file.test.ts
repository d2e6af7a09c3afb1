import { expect, test } from 'vitest';
import { registerSecret } from '../../shared/redact.ts';
import { defaultSettings, type Settings } from '../settings/settings-schema.ts';
import { readSettingsFile, settingsFileText } from './settings-file.ts';
import { differences } from './settings-words.ts';

const setup: NonNullable<Settings['setup']> = {
  serverUrl: 'https://api.example.org',
  broker: { host: 'broker.example.org', port: 5671, vhost: 'syncflow', tls: true },
  deviceGroups: ['lab'],
  deviceName: 'recorder-1',
  plainHosts: [],
  dataFolder: '/data',
  projects: [],
  livekitProjects: [],
  timings: null,
  imported: null,
};

test('written and read again they are the same, but for what belongs to the computer', () => {
  const bounds = { x: 1, y: 2, width: 900, height: 600 };
  const settings: Settings = {
    ...{ ...defaultSettings, setup, colourScheme: 'dark', unprotectedSecrets: true },
    window: { bounds, maximised: true },
    desktop: { ...defaultSettings.desktop, zoom: 1 },
  };
  const text = settingsFileText(settings, 'recorder 1', new Date(0));
  expect(readSettingsFile(text)).toEqual({
    exportedAt: '1970-01-01T00:00:00.000Z',
    exportedBy: 'recorder 1',
    settings: { ...settings, window: null, unprotectedSecrets: false },
  });
});

test('a secret that strayed into a setting does not leave', () => {
  registerSecret('canary-settings-file');
  const serverUrl = 'https://canary-settings-file.example.org';
  const text = settingsFileText(
    { ...defaultSettings, setup: { ...setup, serverUrl } },
    'r',
    new Date(),
  );
  expect(text).not.toContain('canary-settings-file');
});

test('another file, a newer one, and one that is cut off are refused', () => {
  const good = settingsFileText({ ...defaultSettings, setup }, 'r', new Date());
  const newer = good.replace('"version": 2', '"version": 99');
  expect(newer).not.toBe(good);
  for (const text of ['{}', 'not JSON', good.slice(0, -20), newer]) {
    expect(() => readSettingsFile(text)).toThrow('cannot be read');
  }
});

test('only what differs is shown', () => {
  const now = { ...defaultSettings, setup };
  expect(differences(now, now)).toEqual([]);
  expect(differences(now, { ...now, setup: { ...setup, serverUrl: 'https://b.org' } })).toEqual([
    { name: 'SyncFlow server', now: 'https://api.example.org', after: 'https://b.org' },
  ]);
});
