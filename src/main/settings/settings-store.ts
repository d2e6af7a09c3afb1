import { JsonStore } from './json-store.ts';
import { defaultSettings, migrateSettings, type Settings } from './settings-schema.ts';

/** The settings file; one owner in the main process. */
export class SettingsStore {
  readonly #store: JsonStore<Settings>;

  /** @param folder The app's own folder, not the data folder of recordings. */
  constructor(folder: string) {
    this.#store = new JsonStore({
      name: 'settings',
      folder,
      fallback: defaultSettings,
      read: migrateSettings,
    });
  }

  get current(): Settings {
    return this.#store.current;
  }

  /** What went wrong when the file was read; null when nothing did. */
  get notice(): string | null {
    return this.#store.notice;
  }

  update(change: Partial<Settings>): void {
    this.#store.set({ ...this.#store.current, ...change });
  }
}
