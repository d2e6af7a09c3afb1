/**
 * Import of the Rust daemon's .env in one step: read, show what would go where, take over, and delete
 * the file if she wants. The window never names a path: it gets an id for the file chosen in the dialog.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { EngineConfig } from '../../engine/config/config.ts';
import { isKnownName } from '../../engine/config/env-names.ts';
import { configFromEnv, readEnvFile, type Env } from '../../engine/config/env.ts';
import { RecorderError, toRecorderError } from '../../shared/errors.ts';
import type { EnvPreview } from '../../shared/ipc/setup.ts';
import { redact, registerSecret } from '../../shared/redact.ts';
import { envFileStrings } from '../../shared/strings/env-file.ts';

interface Chosen {
  readonly id: string;
  readonly path: string;
  readonly values: Env;
}

export class EnvImport {
  readonly #defaultFolder: string;
  #chosen: Chosen | null = null;

  /** @param defaultFolder For recordings, when the file names none. */
  constructor(defaultFolder: string) {
    this.#defaultFolder = defaultFolder;
  }

  /** @throws RecorderError `config-unreadable` */
  preview(path: string): EnvPreview {
    const values = readEnvFile(path);
    for (const [name, value] of Object.entries(values)) {
      if (isSecret(name) && value !== undefined) registerSecret(value);
    }
    const chosen = { id: randomUUID(), path, values };
    this.#chosen = chosen;
    const named = values['RECORDER_DATA_DIR']?.trim();
    const dataFolder = named === undefined || named === '' ? this.#defaultFolder : named;
    const { warnings, problems } = judge(values, dataFolder);
    const rows = Object.entries(values)
      .filter(([name]) => isKnownName(name))
      .map(([name, value]) => {
        const secret = isSecret(name);
        return {
          name,
          goesTo: destinationOf(name),
          secret,
          value: secret ? null : redact(value ?? ''),
        };
      });
    return { importId: chosen.id, path, rows, warnings, problems, dataFolder };
  }

  /** @throws RecorderError `config-missing-name`, `config-bad-value` */
  config(importId: string, dataFolder: string): EngineConfig {
    return configFromEnv(this.#find(importId).values, {}, dataFolder).config;
  }

  async deleteFile(importId: string): Promise<void> {
    const { path } = this.#find(importId);
    try {
      await rm(path);
      this.#chosen = null;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new RecorderError('config-unreadable', `${path} could not be deleted: ${why}`, {
        cause,
      });
    }
  }

  #find(importId: string): Chosen {
    if (this.#chosen?.id === importId) return this.#chosen;
    throw new RecorderError('config-unreadable', 'The file has to be chosen again.');
  }
}

function judge(values: Env, dataFolder: string): { warnings: string[]; problems: string[] } {
  try {
    return { warnings: [...configFromEnv(values, {}, dataFolder).warnings], problems: [] };
  } catch (thrown) {
    const unknown = Object.keys(values).filter((name) => !isKnownName(name));
    return {
      warnings: unknown.map((name) => envFileStrings.unknownName(name)),
      problems: [toRecorderError(thrown).message],
    };
  }
}

function isSecret(name: string): boolean {
  return /^PROJECTS__\d+__(KEY|SECRET|S3_CONFIG__(ACCESS_KEY|SECRET_KEY|SESSION_TOKEN))$/.test(
    name,
  );
}

const destinations: Readonly<Record<string, string>> = envFileStrings.goesTo;
const projectDestinations: Readonly<Record<string, string>> = envFileStrings.projectGoesTo;

function destinationOf(name: string): string {
  const [, number, member] = /^PROJECTS__(\d+)__(.+)$/.exec(name) ?? [];
  if (number === undefined || member === undefined) return destinations[name] ?? '';
  return envFileStrings.ofProject(Number(number) + 1, projectDestinations[member] ?? '');
}
