/**
 * One document in an electron-store file (written atomically, mode 0600). What cannot be read is never
 * thrown away: it is kept beside as `.broken-<time>`, and the last good copy is used.
 */
import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Store from 'electron-store';
import { z } from 'zod';
import { settingsStrings } from '../../shared/strings/settings.ts';

const { brokenFile } = settingsStrings;

export interface JsonStoreOptions<T extends object> {
  /** Without `.json`. */
  readonly name: string;
  readonly folder: string;
  readonly fallback: T;
  /** Checks, and brings earlier versions up to date. Throws when it cannot. */
  readonly read: (document: unknown) => T;
}

export class JsonStore<T extends object> {
  readonly #store: Store<{ document: T }>;
  readonly #path: string;
  #current: T;
  /** Set when the file could not be used: what happened, in words. */
  readonly notice: string | null;

  constructor(options: JsonStoreOptions<T>) {
    this.#path = join(options.folder, `${options.name}.json`);
    const loaded = load(this.#path, options);
    this.#current = loaded.document;
    this.notice = loaded.notice;
    this.#store = new Store<{ document: T }>({
      name: options.name,
      cwd: options.folder,
      configFileMode: 0o600,
      clearInvalidConfig: false,
      accessPropertiesByDotNotation: false,
    });
  }

  get current(): T {
    return this.#current;
  }

  set(document: T): void {
    this.#store.set('document', document);
    this.#current = document;
    copyFileSync(this.#path, lastGood(this.#path));
  }
}

const lastGood = (path: string): string => path.replace(/\.json$/, '.last-good.json');

function load<T extends object>(
  path: string,
  { fallback, read }: JsonStoreOptions<T>,
): { document: T; notice: string | null } {
  if (!existsSync(path)) return { document: fallback, notice: null };
  try {
    return { document: parse(path, read), notice: null };
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const kept = `${path}.broken-${new Date().toISOString().replaceAll(':', '-')}`;
    renameSync(path, kept);
    try {
      const document = parse(lastGood(path), read);
      copyFileSync(lastGood(path), path);
      return {
        document,
        notice: brokenFile.withLastGood(path, why, kept),
      };
    } catch {
      return {
        document: fallback,
        notice: brokenFile.without(path, why, kept),
      };
    }
  }
}

function parse<T>(path: string, read: (document: unknown) => T): T {
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return read(z.object({ document: z.unknown() }).parse(json).document);
}
