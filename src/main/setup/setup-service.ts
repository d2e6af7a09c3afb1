/**
 * Owns what the recorder is set up with, whichever way it came: the form, an import, or a .env given on
 * the command line for this run only.
 */
import { configFromEnv, readEnvFile } from '../../engine/config/env.ts';
import type { EngineConfig } from '../../engine/config/config.ts';
import { authoritiesIn } from '../../engine/network/authorities.ts';
import type { Protection, SetupForm, SetupView } from '../../shared/ipc/setup.ts';
import { changedSecrets } from '../settings/secret-names.ts';
import type { Secrets } from '../settings/secrets.ts';
import type { StoredSetup } from '../settings/settings-schema.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { EnvImport } from './env-import.ts';
import {
  engineConfigOf,
  formOf,
  idOf,
  partsOf,
  projectsWithoutSecrets,
  storedOf,
  secretChanges,
  storedProjectOf,
} from './stored-setup.ts';

export type Readiness =
  | { readonly state: 'ready'; readonly config: EngineConfig }
  | { readonly state: 'not-set-up' }
  | { readonly state: 'secrets-missing'; readonly projectIds: readonly string[] };

export interface SetupServiceOptions {
  readonly settings: SettingsStore;
  readonly secrets: Secrets;
  readonly envImport: EnvImport;
  readonly defaults: { readonly dataFolder: string; readonly deviceName: string };
  /** From the command line; null for ordinary use. */
  readonly envFile: { readonly path: string; readonly dataFolder: string | null } | null;
}

export class SetupService {
  readonly #options: SetupServiceOptions;
  #envConfig: EngineConfig | null = null;

  constructor(options: SetupServiceOptions) {
    this.#options = options;
  }

  /** @throws RecorderError when the set-up cannot be used as it is */
  readiness(): Readiness {
    const { settings, secrets, envFile } = this.#options;
    if (envFile !== null) {
      const values = readEnvFile(envFile.path);
      this.#envConfig = configFromEnv(values, process.env, envFile.dataFolder).config;
      return { state: 'ready', config: this.#envConfig };
    }
    const { setup } = settings.current;
    if (setup === null) return { state: 'not-set-up' };
    const secretsOf = (projectId: string): ReturnType<Secrets['get']> => secrets.get(projectId);
    const projectIds = projectsWithoutSecrets(setup, secretsOf);
    if (projectIds.length > 0) return { state: 'secrets-missing', projectIds };
    return { state: 'ready', config: engineConfigOf(setup, secretsOf) };
  }

  view(): SetupView {
    const { settings, secrets, envFile, defaults } = this.#options;
    const shown =
      this.#envConfig === null ? settings.current.setup : partsOf(this.#envConfig).setup;
    const form = shown === null ? null : formOf(shown);
    const all = { key: true, secret: true, accessKey: true, secretKey: true };
    return {
      source: envFile !== null ? 'env-file' : shown === null ? 'none' : 'settings',
      envFile: envFile?.path ?? null,
      form,
      secrets: Object.fromEntries(
        [...(form?.projects ?? []), ...(form?.livekitProjects ?? [])].map(({ projectId, s3 }) => [
          projectId,
          envFile === null
            ? secrets.present(projectId)
            : { ...all, sessionToken: s3?.temporary ?? false },
        ]),
      ),
      protection: secrets.protection,
      defaults,
      notice: settings.notice,
    };
  }

  get protection(): Protection {
    return this.#options.secrets.protection;
  }

  /** Stores settings and typed secrets. @throws RecorderError `config-bad-value`, `config-unreadable` */
  async save(form: SetupForm): Promise<void> {
    const { settings, secrets } = this.#options;
    const before = settings.current.setup;
    const setup = storedOf(form, before);
    const changes = new Map(
      [
        ...form.projects.map((item) => [item.projectId, item] as const),
        ...form.livekitProjects.map((item) => [idOf(item), item] as const),
      ].map(([id, item]) => [id, secretChanges(item, storedProjectOf(before, id))] as const),
    );
    // Tried first: nothing is stored that could not be used.
    const config = engineConfigOf(setup, (projectId) =>
      changedSecrets(secrets.get(projectId), changes.get(projectId) ?? {}),
    );
    if (config.caFile !== null) authoritiesIn(config.caFile);
    await secrets.save(changes);
    settings.update({ setup });
  }

  /** Takes over what `preview` showed. */
  async importEnvFile(importId: string, dataFolder: string): Promise<void> {
    const { settings, secrets, envImport } = this.#options;
    const { setup, secrets: imported } = partsOf(envImport.config(importId, dataFolder));
    await secrets.save(imported);
    settings.update({ setup });
  }

  /** Takes over a set-up from elsewhere; of its projects only the secrets that are here already stay. */
  async takeOver(setup: StoredSetup): Promise<void> {
    const { settings, secrets } = this.#options;
    const all = [...setup.projects, ...setup.livekitProjects];
    await secrets.save(new Map(all.map(({ projectId }) => [projectId, {}])));
    settings.update({ setup });
  }

  /** The projects of a set-up whose secrets are not here. */
  withoutSecrets(setup: StoredSetup): string[] {
    return projectsWithoutSecrets(setup, (projectId) => this.#options.secrets.get(projectId));
  }

  get defaults(): SetupServiceOptions['defaults'] {
    return this.#options.defaults;
  }

  async allowUnprotectedSecrets(allowed: boolean): Promise<void> {
    this.#options.settings.update({ unprotectedSecrets: allowed });
    await this.#options.secrets.persist();
  }
}
