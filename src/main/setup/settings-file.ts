/** Settings as a file for another computer: without secrets, and without what belongs to this one. */
import { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';
import { redactDeep } from '../../shared/redact.ts';
import { defaultSettings, migrateSettings, type Settings } from '../settings/settings-schema.ts';

export const SETTINGS_FILE_FORMAT = 'syncflow-recorder-settings';

const settingsFileSchema = z.object({
  format: z.literal(SETTINGS_FILE_FORMAT),
  version: z.literal(1),
  exportedAt: z.string(),
  exportedBy: z.string(),
  settings: z.record(z.string(), z.unknown()),
});

export interface SettingsFile {
  readonly exportedAt: string;
  readonly exportedBy: string;
  readonly settings: Settings;
}

/** @param by The recorder that wrote it. */
export function settingsFileText(settings: Settings, by: string, at: Date): string {
  // Where the window stands, and what was agreed to about secrets, belong to this computer.
  const { window: _window, unprotectedSecrets: _unprotected, ...shared } = settings;
  const file = {
    ...{ format: SETTINGS_FILE_FORMAT, version: 1 },
    exportedAt: at.toISOString(),
    exportedBy: by,
    settings: redactDeep(shared),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** @throws RecorderError `config-bad-value` */
export function readSettingsFile(text: string): SettingsFile {
  try {
    const json: unknown = JSON.parse(text);
    const { exportedAt, exportedBy, settings } = settingsFileSchema.parse(json);
    const own = { window: null, unprotectedSecrets: false };
    return {
      ...{ exportedAt, exportedBy },
      settings: migrateSettings({ ...defaultSettings, ...settings, ...own }),
    };
  } catch (cause) {
    const why = cause instanceof z.ZodError ? 'it is not such a file' : String(cause);
    const message = `These settings cannot be read: ${why}`;
    throw new RecorderError('config-bad-value', message, { cause });
  }
}
