import { expect, test } from 'vitest';
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

test('a newer version and a wrong shape are refused, not guessed at', () => {
  expect(() => migrateSettings({ ...defaultSettings, version: 99 })).toThrow('newer recorder');
  expect(() => migrateSettings({ ...defaultSettings, setup: { serverUrl: 5 } })).toThrow();
  expect(() => migrateSettings('text')).toThrow();
});
