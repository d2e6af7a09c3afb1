import type { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';

const names: Readonly<Record<string, string>> = {
  dataFolder: 'RECORDER_DATA_DIR',
  'syncflow.serverUrl': 'SYNCFLOW_SERVER_URL',
  'remoteControl.user': 'RECORDER_CONTROL_USER',
  'remoteControl.password': 'RECORDER_CONTROL_PASSWORD',
  'remoteControl.host': 'RECORDER_CONTROL_HOST',
  'remoteControl.port': 'RECORDER_CONTROL_PORT',
  'remoteControl.vhost': 'RECORDER_CONTROL_VHOST',
  'syncflow.broker.host': 'RABBITMQ_HOST',
  'syncflow.broker.port': 'RABBITMQ_PORT',
  'syncflow.broker.vhost': 'RABBITMQ_VHOST_NAME',
  deviceName: 'RECORDER_DEVICE_NAME',
  sessions: 'RECORDER_SESSIONS',
  'clock.ntp': 'RECORDER_NTP',
  capture: 'RECORDER_CAPTURE',
};

const members: Readonly<Record<string, string>> = {
  projectId: 'PROJECT_ID',
  key: 'KEY',
  secret: 'SECRET',
  url: 'LIVEKIT_URL',
  name: 'NAME',
  rooms: 'ROOMS',
  's3.accessKey': 'S3_CONFIG__ACCESS_KEY',
  's3.secretKey': 'S3_CONFIG__SECRET_KEY',
  's3.sessionToken': 'S3_CONFIG__SESSION_TOKEN',
  's3.endpoint': 'S3_CONFIG__ENDPOINT',
  's3.bucket': 'S3_CONFIG__BUCKET_NAME',
  's3.region': 'S3_CONFIG__REGION',
  's3.addressing': 'S3_CONFIG__ADDRESSING',
  's3.checksums': 'S3_CONFIG__CHECKSUMS',
  's3.keyTemplate': 'S3_CONFIG__KEY_TEMPLATE',
  's3.proxy': 'S3_CONFIG__PROXY',
  's3.connectMs': 'S3_CONFIG__CONNECT_SECONDS',
  's3.idleMs': 'S3_CONFIG__IDLE_SECONDS',
};

/** Names the setting and what is wrong with it, never its value: it may be a secret. */
export function badValue(error: z.ZodError): RecorderError {
  const issue = error.issues[0];
  return new RecorderError(
    'config-bad-value',
    `${settingName(issue?.path ?? [])} has a value that cannot be used: ${issue?.message ?? 'unknown'}`,
  );
}

function settingName(path: readonly PropertyKey[]): string {
  const joined = path.join('.');
  if (path[0] !== 'projects') return names[joined] ?? joined;
  if (path.length < 2) return 'PROJECTS__0__…';
  const member = path.slice(2).join('.');
  return `PROJECTS__${String(path[1])}__${members[member] ?? member}`;
}
