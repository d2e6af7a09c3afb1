/**
 * The secrets of each project: written by the window, never read back by it. On disk only encrypted by
 * the system's keyring; where there is none, in memory, unless the researcher agreed otherwise.
 */
import { z } from 'zod';
import type { Protection, SecretsPresent } from '../../shared/ipc/setup.ts';
import type { Log } from '../../shared/log.ts';
import { registerSecret } from '../../shared/redact.ts';
import type { Encryption } from './encryption.ts';
import { JsonStore } from './json-store.ts';
import {
  changedSecrets,
  secretNames,
  type ProjectSecrets,
  type SecretChanges,
  type SecretName,
} from './secret-names.ts';

/** She agreed to keep them although nothing protects them: written as they are, and called so. */
const UNPROTECTED = 'none';

const storedSchema = z.object({
  version: z.literal(1),
  /** Which store encrypted them, or `none`: with another one they cannot be read. */
  backend: z.string(),
  /** Project id → name → base64 of the secret as that store gave it. */
  projects: z.record(z.string(), z.partialRecord(z.enum(secretNames), z.string())),
});
type Stored = z.infer<typeof storedSchema>;

export interface SecretsOptions {
  readonly folder: string;
  readonly encryption: Encryption;
  readonly log: Log;
  readonly unprotectedAllowed: () => boolean;
}

export class Secrets {
  readonly #options: SecretsOptions;
  readonly #store: JsonStore<Stored>;
  readonly #known = new Map<string, ProjectSecrets>();

  private constructor(options: SecretsOptions) {
    this.#options = options;
    this.#store = new JsonStore({
      name: 'secrets',
      folder: options.folder,
      fallback: { version: 1, backend: options.encryption.backend, projects: {} },
      read: (document) => storedSchema.parse(document),
    });
  }

  static async open(options: SecretsOptions): Promise<Secrets> {
    const secrets = new Secrets(options);
    await secrets.#decryptAll();
    // A keyring has come since: nothing stays unprotected longer than needed.
    const unprotected = secrets.#store.current.backend === UNPROTECTED;
    if (unprotected && options.encryption.protects) await secrets.persist();
    return secrets;
  }

  get protection(): Protection {
    const { encryption, unprotectedAllowed } = this.#options;
    const { backend } = encryption;
    if (encryption.protects) return { state: 'keyring', backend };
    return { state: unprotectedAllowed() ? 'unprotected' : 'memory-only', backend };
  }

  get(projectId: string): ProjectSecrets {
    return this.#known.get(projectId) ?? {};
  }

  present(projectId: string): SecretsPresent {
    const known = this.get(projectId);
    const has = (name: SecretName): boolean => known[name] !== undefined;
    return {
      key: has('key'),
      secret: has('secret'),
      accessKey: has('accessKey'),
      secretKey: has('secretKey'),
      sessionToken: has('sessionToken'),
    };
  }

  /** Projects that are not named any more are forgotten. */
  async save(projects: ReadonlyMap<string, SecretChanges>): Promise<void> {
    for (const projectId of [...this.#known.keys()]) {
      if (!projects.has(projectId)) this.#known.delete(projectId);
    }
    for (const [projectId, changes] of projects) {
      const secrets = changedSecrets(this.get(projectId), changes);
      for (const value of Object.values(secrets)) registerSecret(value);
      this.#known.set(projectId, secrets);
    }
    await this.persist();
  }

  /** Brings the file in line with what may be on disk now; after consent changed, too. */
  async persist(): Promise<void> {
    const { encryption } = this.#options;
    const projects: Stored['projects'] = {};
    if (this.protection.state !== 'memory-only') {
      for (const [projectId, secrets] of this.#known) {
        const encrypted: Stored['projects'][string] = {};
        for (const name of secretNames) {
          const value = secrets[name];
          if (value === undefined) continue;
          encrypted[name] = (await this.#encode(value)).toString('base64');
        }
        projects[projectId] = encrypted;
      }
    }
    const backend = encryption.protects ? encryption.backend : UNPROTECTED;
    this.#store.set({ version: 1, backend, projects });
  }

  #encode(value: string): Promise<Buffer> {
    const { encryption } = this.#options;
    return encryption.protects ? encryption.encrypt(value) : Promise.resolve(Buffer.from(value));
  }

  #decode(data: Buffer): Promise<string> {
    return this.#store.current.backend === UNPROTECTED
      ? Promise.resolve(data.toString('utf8'))
      : this.#options.encryption.decrypt(data);
  }

  async #decryptAll(): Promise<void> {
    const { log } = this.#options;
    for (const [projectId, stored] of Object.entries(this.#store.current.projects)) {
      const secrets: Partial<Record<SecretName, string>> = {};
      for (const name of secretNames) {
        const data = stored[name];
        if (data === undefined) continue;
        try {
          secrets[name] = await this.#decode(Buffer.from(data, 'base64'));
          registerSecret(secrets[name]);
        } catch {
          // Another keyring, or another user's: she is asked for it again.
          log.warn('a stored secret cannot be decrypted any more', { projectId, name });
        }
      }
      this.#known.set(projectId, secrets);
    }
  }
}
