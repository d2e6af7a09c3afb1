/** Uploaded recordings as arguments name them, and the credentials to read them with. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { RecorderError } from '../shared/errors.ts';
import { MANIFEST_FILE } from '../shared/layout.ts';
import { registerSecret } from '../shared/redact.ts';
import { secretsOfBucket } from '../engine/config/bucket-secrets.ts';
import { s3ConfigSchema, type S3Config } from '../engine/config/config.ts';
import { projectNumbers } from '../engine/config/env-names.ts';
import { storageOf } from '../engine/config/env-projects.ts';
import { readEnvFile, type Env } from '../engine/config/env.ts';
import { folderRecording } from '../engine/restore/folder-recording.ts';
import { s3Recording } from '../engine/restore/s3-recording.ts';
import type { StoredRecording } from '../engine/restore/stored-recording.ts';

export interface StoredFlags {
  readonly envFile?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly plainHost?: readonly string[];
}

export const storedHelp = `
s3://BUCKET/KEY names the manifest in a bucket, or the recording that it lies in. Nothing is listed, so the
right to get objects is enough. The bucket's credentials are those of the project whose bucket it is, in
the settings by name (--env-file, or the environment), else AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
(and AWS_SESSION_TOKEN for temporary ones), with --endpoint (or AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL; default: that of AWS) and --region (or
AWS_REGION; default us-east-1).`;

export function storedOptions(command: Command): Command {
  return command
    .option('--env-file <file>', 'settings by name, as the Rust daemon reads them')
    .option('--endpoint <url>', 'of the store, for instance https://s3.example.org')
    .option('--region <region>', 'of the bucket')
    .option('--plain-host <host...>', 'hosts to which http:// without TLS is allowed')
    .addHelpText('after', storedHelp);
}

export function isS3Url(path: string): boolean {
  return /^s3:\/\//i.test(path);
}

/**
 * @param place `s3://…`, or the folder of a copied recording or its manifest.
 * @throws RecorderError `usage`, `config-missing-name`, `plain-connection-refused`
 */
export function storedRecording(
  place: string,
  flags: StoredFlags,
  environment: Env,
): StoredRecording {
  if (!isS3Url(place)) {
    const path = place.endsWith('.json') ? place : join(place, MANIFEST_FILE);
    if (existsSync(path)) return folderRecording(path);
    throw new RecorderError('usage', `${place} is neither s3://… nor the folder of a recording`);
  }
  const { bucket, key } = parseS3Url(place);
  const file = flags.envFile === undefined ? {} : readEnvFile(flags.envFile);
  const values: Env = { ...file, ...environment };
  const config = withFlags(projectBucket(values, bucket, key) ?? awsBucket(values, bucket), flags);
  for (const secret of secretsOfBucket(config)) registerSecret(secret);
  const plainHosts = (values['RECORDER_PLAIN_HOSTS'] ?? '').split(/[\s,]+/);
  return s3Recording({
    config,
    manifestKey: key,
    plainHosts: [...plainHosts, ...(flags.plainHost ?? [])].filter((host) => host !== ''),
  });
}

function parseS3Url(text: string): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', rest = ''] = /^s3:\/\/([^/]+)\/(.*)$/i.exec(text) ?? [];
  const path = rest.replace(/\/+$/, '');
  if (bucket === '' || path === '') {
    throw new RecorderError('usage', `${text} is no s3://BUCKET/KEY of a recording`);
  }
  // A manifest may have a spare name, `manifest~2.json`.
  const isManifest = /(?:^|\/)manifest(?:~\d+)?\.json$/.test(path);
  return { bucket, key: isManifest ? path : `${path}/${MANIFEST_FILE}` };
}

/** Of the projects with that bucket the one whose id stands in the key, else the first. */
function projectBucket(values: Env, bucket: string, key: string): S3Config | null {
  const get = (name: string): string | undefined => {
    const value = values[name]?.trim();
    return value === '' ? undefined : value;
  };
  const found = projectNumbers(values).flatMap((number) => {
    const parsed = s3ConfigSchema.safeParse(storageOf(get, `PROJECTS__${number}__S3_CONFIG__`));
    if (!parsed.success || parsed.data.bucket !== bucket) return [];
    const id = get(`PROJECTS__${number}__PROJECT_ID`);
    return [{ s3: parsed.data, fits: id !== undefined && key.includes(id) }];
  });
  return (found.find(({ fits }) => fits) ?? found[0])?.s3 ?? null;
}

function awsBucket(values: Env, bucket: string): S3Config {
  const accessKey = values['AWS_ACCESS_KEY_ID'] ?? '';
  const secretKey = values['AWS_SECRET_ACCESS_KEY'] ?? '';
  if (accessKey === '' || secretKey === '') {
    throw new RecorderError(
      'config-missing-name',
      `No project of the settings has the bucket ${bucket}, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set.`,
    );
  }
  const token = values['AWS_SESSION_TOKEN'] ?? '';
  const region = values['AWS_REGION'] ?? 'us-east-1';
  const endpoint = values['AWS_ENDPOINT_URL_S3'] ?? values['AWS_ENDPOINT_URL'] ?? '';
  const sessionToken = token === '' ? undefined : token;
  return { accessKey, secretKey, sessionToken, bucket, region, endpoint };
}

function withFlags(config: S3Config, { endpoint, region }: StoredFlags): S3Config {
  const chosenRegion = region ?? config.region;
  const given = endpoint ?? config.endpoint;
  const chosen = {
    ...config,
    region: chosenRegion,
    endpoint: given === '' ? `https://s3.${chosenRegion}.amazonaws.com` : given,
  };
  const parsed = s3ConfigSchema.safeParse(chosen);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new RecorderError('usage', `The ${where} of the bucket is not usable: ${chosen.endpoint}`);
}
