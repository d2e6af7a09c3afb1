/**
 * Settings by name, as the Rust daemon's `.env` has them (syncflow-contract.md), and our own
 * `RECORDER_*`. Unlike the daemon we use DEVICE_GROUP_NAME and the virtual host, and listen to
 * `text-egress` as well.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseEnv } from 'node:util';
import { RecorderError } from '../../shared/errors.ts';
import { BEGIN_PER_RESERVE } from '../disk.ts';
import { registerSecret } from '../../shared/redact.ts';
import { defaultClockSettings } from '../../shared/capture-protocol.ts';
import {
  defaultFinalise,
  defaultJournalSettings,
  defaultTimings,
  defaultUploadSettings,
  engineConfigSchema,
  type EngineConfig,
} from './config.ts';
import { badValue } from './bad-value.ts';
import { secretsOfBucket } from './bucket-secrets.ts';
import {
  helpOf,
  isKnownName,
  needsSyncflow,
  projectNumbers,
  requiredNames,
  strayNames,
} from './env-names.ts';
import { projectOf } from './env-projects.ts';
import { flag, number, seconds, wholeOrNull, type Get } from './env-values.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** The group that the Rust daemon always took. */
const DAEMON_GROUP = 'text-egress';

export interface EnvConfig {
  readonly config: EngineConfig;
  /** What looks like a mistake but does not prevent a start. */
  readonly warnings: readonly string[];
}

/** Throws `config-unreadable` with the name of the file. */
export function readEnvFile(path: string): Env {
  try {
    return parseEnv(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RecorderError('config-unreadable', `${path} cannot be read: ${why}`, { cause });
  }
}

/**
 * @param file Names and values of the `.env` file.
 * @param environment The environment, which beats the file; only names that we know are looked at.
 * @param dataFolder From the command line, which beats both; null when not given.
 * @throws RecorderError `config-missing-name` naming every missing name, `config-bad-value`.
 */
export function configFromEnv(file: Env, environment: Env, dataFolder: string | null): EnvConfig {
  const warnings = Object.keys(file)
    .filter((name) => !isKnownName(name))
    .map((name) => `${name} is not a setting that the recorder knows; it is ignored`);
  const known = Object.entries(environment).filter(([name]) => isKnownName(name));
  const values: Env = { ...file, ...Object.fromEntries(known) };
  const get = (name: string): string | undefined => {
    const value = values[name]?.trim();
    return value === '' ? undefined : value;
  };
  const uploads = flag(get, 'RECORDER_UPLOAD', true);
  const missing = requiredNames(values, uploads).filter((name) => get(name) === undefined);
  if (dataFolder === null && get('RECORDER_DATA_DIR') === undefined) {
    missing.push('RECORDER_DATA_DIR (or --data)');
  }
  if (missing.length > 0) {
    const list = missing.map((name) => `${name}${helpOf(name)}`).join(', ');
    throw new RecorderError('config-missing-name', `These settings are missing: ${list}`);
  }
  const candidate = {
    dataFolder: dataFolder ?? get('RECORDER_DATA_DIR'),
    syncflow: needsSyncflow(values) ? syncflowServer(get) : null,
    deviceName: get('RECORDER_DEVICE_NAME') ?? defaultDeviceName(),
    plainHosts: (get('RECORDER_PLAIN_HOSTS') ?? '').split(/[\s,]+/).filter((host) => host !== ''),
    caFile: get('RECORDER_CA') ?? null,
    projects: projectNumbers(values).map((number) => projectOf(get, number, uploads)),
    remoteControl: remoteControl(get),
    monitor: get('RECORDER_MONITOR') ?? null,
    timings: {
      pollMs: seconds(get, 'RECORDER_POLL_SECONDS', defaultTimings.pollMs),
      roomsPollMs: seconds(get, 'RECORDER_ROOMS_POLL_SECONDS', defaultTimings.roomsPollMs),
      roomAwayMs: seconds(get, 'RECORDER_ROOM_AWAY_SECONDS', defaultTimings.roomAwayMs),
    },
    capture: get('RECORDER_CAPTURE') ?? 'auto',
    journal: {
      ...defaultJournalSettings,
      segmentBytes: number(get, 'RECORDER_SEGMENT_MIB', 64) * 1024 * 1024,
      segmentMs: number(get, 'RECORDER_SEGMENT_MINUTES', 10) * 60_000,
      reserveBytes: (number(get, 'RECORDER_DISK_RESERVE_MB', 500) * 1e6) / BEGIN_PER_RESERVE,
    },
    sessions: get('RECORDER_SESSIONS') ?? 'every',
    finalise: {
      auto: flag(get, 'RECORDER_FINALIZE', defaultFinalise.auto),
      intervalMs: seconds(get, 'RECORDER_FINALIZE_SECONDS', defaultFinalise.intervalMs),
    },
    uploads: {
      when: get('RECORDER_UPLOAD_WHEN') ?? defaultUploadSettings.when,
      concurrency: number(get, 'RECORDER_UPLOAD_CONCURRENCY', defaultUploadSettings.concurrency),
      limitBytesPerSecond:
        get('RECORDER_UPLOAD_LIMIT_KB') === undefined
          ? null
          : number(get, 'RECORDER_UPLOAD_LIMIT_KB', 1) * 1000,
      keepDays: wholeOrNull(get, 'RECORDER_KEEP_DAYS'),
    },
    clock: {
      ntp: get('RECORDER_NTP') ?? defaultClockSettings.ntp,
      intervalMs: seconds(get, 'RECORDER_CLOCK_SECONDS', defaultClockSettings.intervalMs),
    },
  };
  const parsed = engineConfigSchema.safeParse(candidate);
  if (!parsed.success) throw badValue(parsed.error);
  if (parsed.data.remoteControl !== null) registerSecret(parsed.data.remoteControl.password);
  for (const { key, secret, s3 } of parsed.data.projects) {
    for (const value of [key, secret, ...(s3 === null ? [] : secretsOfBucket(s3))]) {
      registerSecret(value);
    }
  }
  const stray = strayNames(values).map(
    (name) => `${name} is for a LiveKit server without SyncFlow; it is ignored`,
  );
  return { config: parsed.data, warnings: [...warnings, ...stray, ...numberingWarnings(values)] };
}

function syncflowServer(get: Get): Record<string, unknown> {
  return {
    serverUrl: get('SYNCFLOW_SERVER_URL'),
    broker: {
      host: get('RABBITMQ_HOST'),
      port: get('RABBITMQ_PORT'),
      vhost: get('RABBITMQ_VHOST_NAME'),
      tls: flag(get, 'RECORDER_BROKER_TLS', true),
    },
    deviceGroups: [...new Set([get('DEVICE_GROUP_NAME') ?? DAEMON_GROUP, DAEMON_GROUP])],
  };
}

function remoteControl(get: Get): Record<string, unknown> | null {
  const exchange = get('RECORDER_CONTROL_EXCHANGE');
  if (exchange === undefined) return null;
  return {
    exchange,
    user: get('RECORDER_CONTROL_USER'),
    password: get('RECORDER_CONTROL_PASSWORD'),
    vhost: get('RECORDER_CONTROL_VHOST') ?? get('RABBITMQ_VHOST_NAME'),
    host: get('RECORDER_CONTROL_HOST') ?? get('RABBITMQ_HOST'),
    port: get('RECORDER_CONTROL_PORT') ?? get('RABBITMQ_PORT'),
    tls: flag(get, 'RECORDER_BROKER_TLS', true),
    name: get('RECORDER_DEVICE_NAME') ?? defaultDeviceName(),
  };
}

function defaultDeviceName(): string {
  return `recorder-${hostname()}`.slice(0, 50);
}

/** Numbers of projects that were skipped over look like a project that was forgotten. */
function numberingWarnings(values: Env): string[] {
  const numbers = projectNumbers(values);
  return numbers
    .filter((value, index) => value !== index)
    .slice(0, 1)
    .map((value) => `the projects are not numbered 0, 1, 2, …: found ${value}`);
}
