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
      warnings: unknown.map(
        (name) => `${name} is not a setting that the recorder knows; it is ignored`,
      ),
      problems: [toRecorderError(thrown).message],
    };
  }
}

function isSecret(name: string): boolean {
  return /^PROJECTS__\d+__(KEY|SECRET|S3_CONFIG__(ACCESS_KEY|SECRET_KEY|SESSION_TOKEN))$/.test(
    name,
  );
}

const destinations: Readonly<Record<string, string>> = {
  SYNCFLOW_SERVER_URL: 'Address of the SyncFlow server',
  RABBITMQ_HOST: 'RabbitMQ: host',
  RABBITMQ_PORT: 'RabbitMQ: port',
  RABBITMQ_VHOST_NAME: 'RabbitMQ: virtual host',
  DEVICE_GROUP_NAME: 'Device group, beside text-egress',
  RECORDER_DATA_DIR: 'Folder for recordings',
  RECORDER_DEVICE_NAME: 'Name of this recorder',
  RECORDER_PLAIN_HOSTS: 'Hosts allowed without encryption',
  RECORDER_BROKER_TLS: 'RabbitMQ: encryption',
  RECORDER_UPLOAD: 'Uploading on or off',
  RECORDER_UPLOAD_WHEN: 'When files are uploaded',
  RECORDER_UPLOAD_CONCURRENCY: 'Files uploaded at the same time',
  RECORDER_UPLOAD_LIMIT_KB: 'How fast is uploaded at most',
  RECORDER_KEEP_DAYS: 'How long local data is kept after its upload',
  RECORDER_POLL_SECONDS: 'How often sessions are looked for',
  RECORDER_ROOMS_POLL_SECONDS: 'How often rooms of a LiveKit server are looked for',
  RECORDER_ROOM_AWAY_SECONDS: 'How long a closed room is waited for',
  RECORDER_SEGMENT_MIB: 'Size of a file of messages',
  RECORDER_SEGMENT_MINUTES: 'Longest time in one file of messages',
  RECORDER_NTP: 'Time servers',
  RECORDER_CLOCK_SECONDS: 'How often the clock is compared',
  RECORDER_CAPTURE: 'How rooms are recorded',
  RECORDER_SESSIONS: 'Which sessions are recorded',
  RECORDER_FINALIZE: 'Finishing recordings that were left open',
  RECORDER_FINALIZE_SECONDS: 'How often those are looked for',
  RECORDER_REDUNDANT: 'Two recorders for each session',
  RECORDER_COUNTER: 'Where a counter stands in payloads',
  RECORDER_DISK_RESERVE_MB: 'Space that is kept free on the disk',
  RECORDER_CA: 'Certificate authorities of your own',
  RECORDER_CONTROL_EXCHANGE: 'Not used by the window',
  RECORDER_CONTROL_USER: 'Not used by the window',
  RECORDER_CONTROL_PASSWORD: 'Not used by the window',
  RECORDER_CONTROL_VHOST: 'Not used by the window',
  RECORDER_CONTROL_HOST: 'Not used by the window',
  RECORDER_CONTROL_PORT: 'Not used by the window',
  RECORDER_LOG_LEVEL: 'Not used by the window',
};

const projectDestinations: Readonly<Record<string, string>> = {
  KEY: 'API key, into the keyring',
  SECRET: 'API secret, into the keyring',
  PROJECT_ID: 'Project id',
  LIVEKIT_URL: 'Address of the LiveKit server, without SyncFlow',
  NAME: 'Name',
  ROOMS: 'Which rooms are recorded',
  COUNTER: 'Where a counter stands in payloads',
  UPLOAD: 'Uploading on or off',
  UPLOAD_FOLDER: 'Folder that finished files are copied to',
  S3_CONFIG__ACCESS_KEY: 'Access key of the bucket, into the keyring',
  S3_CONFIG__SECRET_KEY: 'Secret key of the bucket, into the keyring',
  S3_CONFIG__SESSION_TOKEN: 'Session token of the bucket, into the keyring',
  S3_CONFIG__ENDPOINT: 'Endpoint of the bucket',
  S3_CONFIG__BUCKET_NAME: 'Name of the bucket',
  S3_CONFIG__REGION: 'Region of the bucket',
  S3_CONFIG__ADDRESSING: 'How the bucket is addressed',
  S3_CONFIG__CHECKSUMS: 'Which checksums are sent to the bucket',
  S3_CONFIG__KEY_TEMPLATE: 'How objects are laid out in the bucket',
  S3_CONFIG__PROXY: 'Proxy to the bucket; its login goes into the keyring',
  S3_CONFIG__CONNECT_SECONDS: 'How long a connection to the bucket may take',
  S3_CONFIG__IDLE_SECONDS: 'How long the bucket may be silent',
};

function destinationOf(name: string): string {
  const [, number, member] = /^PROJECTS__(\d+)__(.+)$/.exec(name) ?? [];
  if (number === undefined || member === undefined) return destinations[name] ?? '';
  return `Project ${Number(number) + 1}: ${projectDestinations[member] ?? ''}`;
}
