import { expect, test } from 'vitest';
import { defaultJournalSettings } from '../../shared/capture-protocol.ts';
import { defaultSettings, migrateSettings } from './settings-schema.ts';

test('settings of this version are taken as they are', () => {
  expect(migrateSettings({ ...defaultSettings, colourScheme: 'dark' })).toEqual({
    ...defaultSettings,
    colourScheme: 'dark',
  });
});

test('a document without a version is brought up to date', () => {
  expect(migrateSettings({ colourScheme: 'light' })).toEqual({
    ...defaultSettings,
    colourScheme: 'light',
  });
});

test('the authority of the broker, of version 1, is that of all servers', () => {
  const setup = {
    ...{ serverUrl: 'https://a.example', deviceGroups: ['lab'], deviceName: 'r', plainHosts: [] },
    ...{ dataFolder: '/data', projects: [], timings: null, segments: null },
    broker: { host: 'b.example', port: 5671, vhost: 'syncflow', tls: true, caFile: '/lab.pem' },
    imported: {
      ...{ clock: { ntp: 'off', intervalMs: 1000 }, capture: 'auto', sessions: 'every' },
      ...{ finalise: { auto: true, intervalMs: 1000 }, journal: defaultJournalSettings },
    },
  };
  const migrated = migrateSettings({ ...defaultSettings, version: 1, setup });
  expect(migrated.setup?.imported?.caFile).toBe('/lab.pem');
  expect(migrated.setup?.broker).not.toHaveProperty('caFile');
  const without = { ...setup, imported: null };
  expect(migrateSettings({ ...defaultSettings, version: 1, setup: without }).version).toBe(2);
});

test('a newer version and a wrong shape are refused, not guessed at', () => {
  expect(() => migrateSettings({ ...defaultSettings, version: 99 })).toThrow('newer recorder');
  expect(() => migrateSettings({ ...defaultSettings, setup: { serverUrl: 5 } })).toThrow();
  expect(() => migrateSettings('text')).toThrow();
});
