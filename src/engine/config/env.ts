/**
 * Settings by name, as the Rust daemon's `.env` has them (syncflow-contract.md), and our own
 * `RECORDER_*`. Unlike the daemon we use DEVICE_GROUP_NAME and the virtual host, and listen to
 * `text-egress` as well.
 */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';
import { BEGIN_PER_RESERVE } from '../disk.ts';
import { registerSecret } from '../../shared/redact.ts';
import { defaultClockSettings } from '../../shared/capture-protocol.ts';
import {
  defaultFinalise,
  defaultJournalSettings,
  defaultTimings,
  engineConfigSchema,
  type EngineConfig,
} from './config.ts';
import { helpOf, isKnownName, projectNumbers, requiredNames } from './env-names.ts';

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
    serverUrl: get('SYNCFLOW_SERVER_URL'),
    broker: {
      host: get('RABBITMQ_HOST'),
      port: get('RABBITMQ_PORT'),
      vhost: get('RABBITMQ_VHOST_NAME'),
      tls: flag(get, 'RECORDER_BROKER_TLS', true),
      caFile: get('RECORDER_BROKER_CA') ?? null,
    },
    deviceGroups: [...new Set([get('DEVICE_GROUP_NAME') ?? DAEMON_GROUP, DAEMON_GROUP])],
    deviceName: get('RECORDER_DEVICE_NAME') ?? defaultDeviceName(),
    plainHosts: (get('RECORDER_PLAIN_HOSTS') ?? '').split(/[\s,]+/).filter((host) => host !== ''),
    projects: projectNumbers(values).map((number) => project(get, number, uploads)),
    remoteControl: remoteControl(get),
    timings: {
      pollMs: seconds(get, 'RECORDER_POLL_SECONDS', defaultTimings.pollMs),
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
    clock: {
      ntp: get('RECORDER_NTP') ?? defaultClockSettings.ntp,
      intervalMs: seconds(get, 'RECORDER_CLOCK_SECONDS', defaultClockSettings.intervalMs),
    },
  };
  const parsed = engineConfigSchema.safeParse(candidate);
  if (!parsed.success) throw badValue(parsed.error);
  if (parsed.data.remoteControl !== null) registerSecret(parsed.data.remoteControl.password);
  for (const { key, secret, s3 } of parsed.data.projects) {
    for (const value of [key, secret, s3?.accessKey, s3?.secretKey]) {
      if (value !== undefined) registerSecret(value);
    }
  }
  return { config: parsed.data, warnings: [...warnings, ...numberingWarnings(values)] };
}

type Get = (name: string) => string | undefined;

function project(get: Get, index: number, uploads: boolean): Record<string, unknown> {
  const prefix = `PROJECTS__${index}__`;
  const s3 = `${prefix}S3_CONFIG__`;
  return {
    projectId: get(`${prefix}PROJECT_ID`),
    key: get(`${prefix}KEY`),
    secret: get(`${prefix}SECRET`),
    redundant: flag(get, 'RECORDER_REDUNDANT', false),
    s3: uploads
      ? {
          accessKey: get(`${s3}ACCESS_KEY`),
          secretKey: get(`${s3}SECRET_KEY`),
          endpoint: get(`${s3}ENDPOINT`),
          bucket: get(`${s3}BUCKET_NAME`),
          region: get(`${s3}REGION`),
        }
      : null,
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

function flag(get: Get, name: string, fallback: boolean): boolean {
  const value = get(name)?.toLowerCase();
  if (value === undefined) return fallback;
  if (['on', 'true', '1', 'yes'].includes(value)) return true;
  if (['off', 'false', '0', 'no'].includes(value)) return false;
  throw new RecorderError('config-bad-value', `${name} must be on or off`);
}

function number(get: Get, name: string, fallback: number): number {
  const value = get(name);
  if (value === undefined) return fallback;
  const parsed = Number(value);
  if (Number.isInteger(parsed) && parsed > 0) return parsed;
  throw new RecorderError('config-bad-value', `${name} must be a whole number above 0`);
}

function seconds(get: Get, name: string, fallbackMs: number): number {
  return get(name) === undefined ? fallbackMs : number(get, name, 1) * 1000;
}

/** Numbers of projects that were skipped over look like a project that was forgotten. */
function numberingWarnings(values: Env): string[] {
  const numbers = projectNumbers(values);
  return numbers
    .filter((value, index) => value !== index)
    .slice(0, 1)
    .map((value) => `the projects are not numbered 0, 1, 2, …: found ${value}`);
}

/** Names the setting and what is wrong with it, never its value: it may be a secret. */
function badValue(error: z.ZodError): RecorderError {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  return new RecorderError(
    'config-bad-value',
    `${settingName(path)} has a value that cannot be used: ${issue?.message ?? 'unknown'}`,
  );
}

function settingName(path: readonly PropertyKey[]): string {
  const names: Readonly<Record<string, string>> = {
    dataFolder: 'RECORDER_DATA_DIR',
    serverUrl: 'SYNCFLOW_SERVER_URL',
    'remoteControl.user': 'RECORDER_CONTROL_USER',
    'remoteControl.password': 'RECORDER_CONTROL_PASSWORD',
    'broker.host': 'RABBITMQ_HOST',
    'broker.port': 'RABBITMQ_PORT',
    'broker.vhost': 'RABBITMQ_VHOST_NAME',
    deviceName: 'RECORDER_DEVICE_NAME',
    sessions: 'RECORDER_SESSIONS',
    'clock.ntp': 'RECORDER_NTP',
    capture: 'RECORDER_CAPTURE',
  };
  const joined = path.join('.');
  if (path[0] !== 'projects') return names[joined] ?? joined;
  const members: Readonly<Record<string, string>> = {
    projectId: 'PROJECT_ID',
    key: 'KEY',
    secret: 'SECRET',
    's3.accessKey': 'S3_CONFIG__ACCESS_KEY',
    's3.secretKey': 'S3_CONFIG__SECRET_KEY',
    's3.endpoint': 'S3_CONFIG__ENDPOINT',
    's3.bucket': 'S3_CONFIG__BUCKET_NAME',
    's3.region': 'S3_CONFIG__REGION',
  };
  if (path.length < 2) return 'PROJECTS__0__…';
  const member = path.slice(2).join('.');
  return `PROJECTS__${String(path[1])}__${members[member] ?? member}`;
}
