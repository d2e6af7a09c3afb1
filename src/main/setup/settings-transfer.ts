/** Settings of another computer: looked at first, then taken over; secrets are asked for here. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { RecorderError } from '../../shared/errors.ts';
import type { SettingsPreview } from '../../shared/ipc/desktop.ts';
import type { Settings, StoredSetup } from '../settings/settings-schema.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { readSettingsFile, settingsFileText, type SettingsFile } from './settings-file.ts';
import type { SetupService } from './setup-service.ts';
import { differences } from './settings-words.ts';

export interface SettingsTransferOptions {
  readonly settings: SettingsStore;
  readonly setup: SetupService;
  /** The name and version of this recorder. */
  readonly by: string;
}

/** More is no file of settings. */
const MOST_BYTES = 4 * 1024 * 1024;

export class SettingsTransfer {
  readonly #options: SettingsTransferOptions;
  #chosen: { readonly id: string; readonly file: SettingsFile } | null = null;

  constructor(options: SettingsTransferOptions) {
    this.#options = options;
  }

  async export(path: string): Promise<void> {
    const { settings, by } = this.#options;
    await writeFile(path, settingsFileText(settings.current, by, new Date()), { mode: 0o600 });
  }

  /** @throws RecorderError `config-bad-value`, `config-unreadable` */
  async preview(path: string): Promise<SettingsPreview> {
    const file = readSettingsFile(await read(path));
    const chosen = { id: randomUUID(), file };
    this.#chosen = chosen;
    const after = this.#after(file);
    return {
      importId: chosen.id,
      path,
      exportedAt: file.exportedAt,
      exportedBy: file.exportedBy,
      rows: differences(this.#options.settings.current, after),
      withoutSecrets: after.setup === null ? [] : this.#options.setup.withoutSecrets(after.setup),
    };
  }

  /** @throws RecorderError */
  async take(importId: string): Promise<void> {
    if (this.#chosen?.id !== importId) {
      throw new RecorderError('config-unreadable', 'The file has to be chosen again.');
    }
    const after = this.#after(this.#chosen.file);
    if (after.setup !== null) await this.#options.setup.takeOver(after.setup);
    this.#options.settings.update(after);
  }

  /** Folder and name belong to a computer: two recorders of one name would be one device of SyncFlow. */
  #after({ settings: file }: SettingsFile): Settings {
    const { settings, setup } = this.#options;
    const { window, unprotectedSecrets, setup: before } = settings.current;
    const own = before ?? setup.defaults;
    const { dataFolder, deviceName } = own;
    const moved: StoredSetup | null =
      file.setup === null ? before : { ...file.setup, dataFolder, deviceName };
    return { ...file, setup: moved, window, unprotectedSecrets };
  }
}

async function read(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > MOST_BYTES) throw new Error('it is too large');
    return bytes.toString('utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RecorderError('config-unreadable', `${path} could not be read: ${why}`, { cause });
  }
}
