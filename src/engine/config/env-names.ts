/** The names of settings: the Rust daemon's exactly, and ours. */
import { isOff } from './env-values.ts';
import type { Env } from './env.ts';

const commonNames = [
  'SYNCFLOW_SERVER_URL',
  'RABBITMQ_HOST',
  'RABBITMQ_PORT',
  'RABBITMQ_VHOST_NAME',
  'DEVICE_GROUP_NAME',
] as const;

const projectNames = ['KEY', 'SECRET', 'PROJECT_ID'] as const;

/** Of a bare LiveKit server: the first makes it one, the others are optional. */
const livekitNames = ['LIVEKIT_URL', 'NAME', 'ROOMS'] as const;

const storageNames = ['ACCESS_KEY', 'SECRET_KEY', 'ENDPOINT', 'BUCKET_NAME', 'REGION'] as const;

/** Optional ones of a bucket (docs/uploads.md). */
const storageOptions = [
  'SESSION_TOKEN',
  'ADDRESSING',
  'CHECKSUMS',
  'KEY_TEMPLATE',
  'PROXY',
  'CONNECT_SECONDS',
  'IDLE_SECONDS',
] as const;

/** Our own settings, all optional, with what they mean (also printed by --help). */
export const recorderNames: Readonly<Record<string, string>> = {
  RECORDER_DATA_DIR: 'folder for recordings and state (the flag --data beats it)',
  RECORDER_DEVICE_NAME: 'name under which the recorder registers (default: recorder-<host name>)',
  RECORDER_PLAIN_HOSTS: 'hosts to which http, ws and amqp without TLS are allowed',
  RECORDER_BROKER_TLS: 'on (default) or off: connect to RabbitMQ with TLS',
  RECORDER_CA:
    'PEM file of certificate authorities of your own, trusted beside the usual ones: for SyncFlow, RabbitMQ, LiveKit and the bucket',
  RECORDER_SESSIONS:
    'every (default), name:PATTERNS (lab-*,!*test*), or announced: only those announced to our device groups, which misses what is announced while nobody listens',
  RECORDER_UPLOAD:
    'on (default) or off: upload finished files (for one project: PROJECTS__N__UPLOAD); a folder that they are copied to, beside S3 or instead of it: PROJECTS__N__UPLOAD_FOLDER',
  RECORDER_UPLOAD_WHEN:
    'segment-closed (default): while the session runs, or session-over: only afterwards',
  RECORDER_UPLOAD_CONCURRENCY: 'files at the same time to one destination (default 3, at most 32)',
  RECORDER_UPLOAD_LIMIT_KB: 'kB a second over all uploads, at least 32 (default: no limit)',
  RECORDER_KEEP_DAYS:
    'delete local data so many days after the end of a recording that is verified in every destination (default: keep it)',
  RECORDER_REDUNDANT: 'on or off (default): record each room twice, in two processes',
  RECORDER_POLL_SECONDS: 'how often the list of sessions is read (default 15)',
  RECORDER_ROOMS_POLL_SECONDS: 'how often a LiveKit server is asked for its rooms (default 3)',
  RECORDER_ROOM_AWAY_SECONDS: 'how long a closed room may stay away (default 60)',
  RECORDER_SEGMENT_MIB: 'size at which a segment is closed (default 64)',
  RECORDER_SEGMENT_MINUTES: 'age at which a segment is closed (default 10)',
  RECORDER_FINALIZE: 'on (default) or off: recordings stay open until the command finalize',
  RECORDER_FINALIZE_SECONDS: 'how often stale recordings are finalised (default 600)',
  RECORDER_NTP:
    'time servers to compare the clock with: auto (those of this computer, default), off, or host:port',
  RECORDER_CLOCK_SECONDS: 'how often the clock is compared while recording (default 300)',
  RECORDER_COUNTER:
    'where senders give no numbers: how to read a counter from JSON payloads, as $.seq, or $.seq in TOPIC with * (for one project: PROJECTS__N__COUNTER)',
  RECORDER_CAPTURE: 'auto (default), wire (our own LiveKit client only) or rtc-node',
  RECORDER_CONTROL_EXCHANGE: 'topic exchange for remote control; off when not set',
  RECORDER_CONTROL_USER: 'user at the broker for remote control',
  RECORDER_CONTROL_PASSWORD: 'password at the broker for remote control',
  RECORDER_CONTROL_VHOST: 'virtual host of that exchange (default: RABBITMQ_VHOST_NAME)',
  RECORDER_CONTROL_HOST: 'broker for remote control (default: RABBITMQ_HOST)',
  RECORDER_CONTROL_PORT: 'its port (default: RABBITMQ_PORT)',
  RECORDER_DISK_RESERVE_MB:
    'free space that a new recording needs (default 500); a running one stops at a tenth of it',
  RECORDER_MONITOR:
    'port, or host:port, on which the recorder without a window answers /healthz, /readyz and /metrics (a port alone: for this computer only; off when not set)',
  RECORDER_LOG_FORMAT:
    'text for people (default), or ecs: one JSON object a line by the Elastic Common Schema (default with --json)',
  RECORDER_LOG_LEVEL: 'debug, info (default), warn or error',
};

const projectPattern = /^PROJECTS__(\d+)__(.+)$/;

/** The numbers of the projects that any setting names, ascending. */
export function projectNumbers(values: Env): number[] {
  const numbers = new Set<number>();
  for (const name of Object.keys(values)) {
    const digits = projectPattern.exec(name)?.[1];
    if (digits !== undefined) numbers.add(Number(digits));
  }
  return [...numbers].sort((a, b) => a - b);
}

/** Whether a project is a bare LiveKit server, without SyncFlow. */
function isLivekit(values: Env, number: number): boolean {
  return (values[`PROJECTS__${number}__LIVEKIT_URL`] ?? '').trim() !== '';
}

/** Names that only a LiveKit server's project has, where the project is none. */
export function strayNames(values: Env): string[] {
  return projectNumbers(values)
    .filter((number) => !isLivekit(values, number))
    .flatMap((number) => livekitNames.map((name) => `PROJECTS__${number}__${name}`))
    .filter((name) => (values[name] ?? '').trim() !== '');
}

/** Whether any project is one of a SyncFlow server, or there is none at all. */
export function needsSyncflow(values: Env): boolean {
  const numbers = projectNumbers(values);
  return numbers.length === 0 || numbers.some((number) => !isLivekit(values, number));
}

/** Whether a project has to name a bucket: not where it is off, or copies to a folder and names none. */
function needsBucket(values: Env, number: number): boolean {
  const has = (name: string): boolean =>
    (values[`PROJECTS__${number}__${name}`] ?? '').trim() !== '';
  if (isOff(values[`PROJECTS__${number}__UPLOAD`])) return false;
  return !has('UPLOAD_FOLDER') || storageNames.some((name) => has(`S3_CONFIG__${name}`));
}

/** Every name that must have a value. Without any project, those of project 0 are missing. */
export function requiredNames(values: Env, uploads: boolean): string[] {
  const numbers = projectNumbers(values);
  const perProject = (numbers.length === 0 ? [0] : numbers).flatMap((number) => [
    ...projectNames
      .filter((name) => name !== 'PROJECT_ID' || !isLivekit(values, number))
      .map((name) => `PROJECTS__${number}__${name}`),
    ...(uploads && needsBucket(values, number)
      ? storageNames.map((name) => `PROJECTS__${number}__S3_CONFIG__${name}`)
      : []),
  ]);
  return [...(needsSyncflow(values) ? commonNames : []), ...perProject];
}

export function isKnownName(name: string): boolean {
  if (commonNames.some((known) => known === name) || Object.hasOwn(recorderNames, name))
    return true;
  const member = projectPattern.exec(name)?.[2];
  if (member === undefined) return false;
  return (
    projectNames.some((known) => known === member) ||
    livekitNames.some((known) => known === member) ||
    ['COUNTER', 'UPLOAD', 'UPLOAD_FOLDER'].includes(member) ||
    [...storageNames, ...storageOptions].some((known) => `S3_CONFIG__${known}` === member)
  );
}

/** A hint for names that people leave out because the daemon did not use them. */
export function helpOf(name: string): string {
  return name.includes('S3_CONFIG__') ? ' (or RECORDER_UPLOAD=off)' : '';
}
