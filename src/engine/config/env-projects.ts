/** The projects among settings by name: `PROJECTS__N__…`, of a SyncFlow server or of a bare LiveKit server. */
import { livekitProjectId } from '../livekit/project-id.ts';
import { flag, seconds, type Get } from './env-values.ts';

/** Not checked yet: the schema of the configuration does that. */
export function projectOf(get: Get, index: number, uploads: boolean): Record<string, unknown> {
  const prefix = `PROJECTS__${index}__`;
  const uploadsHere = uploads && flag(get, `${prefix}UPLOAD`, true);
  const folder = get(`${prefix}UPLOAD_FOLDER`) ?? null;
  const common = {
    key: get(`${prefix}KEY`),
    secret: get(`${prefix}SECRET`),
    redundant: flag(get, 'RECORDER_REDUNDANT', false),
    counter: get(`${prefix}COUNTER`) ?? get('RECORDER_COUNTER') ?? null,
    s3: uploadsHere ? bucketOf(get, `${prefix}S3_CONFIG__`, folder !== null) : null,
    uploadFolder: uploadsHere ? folder : null,
  };
  const projectId = get(`${prefix}PROJECT_ID`);
  const url = get(`${prefix}LIVEKIT_URL`);
  if (url === undefined) return { kind: 'syncflow', projectId, ...common };
  const name = get(`${prefix}NAME`) ?? (URL.canParse(url) ? new URL(url).hostname : url);
  return {
    kind: 'livekit',
    projectId: projectId ?? livekitProjectId(url, name),
    name,
    url,
    rooms: get(`${prefix}ROOMS`) ?? '*',
    ...common,
  };
}

/** Null where a project copies to a folder and names no bucket. */
function bucketOf(get: Get, prefix: string, hasFolder: boolean): Record<string, unknown> | null {
  const storage = storageOf(get, prefix);
  const isNamed = Object.values(storage).some((value) => value !== undefined);
  return hasFolder && !isNamed ? null : storage;
}

/** The bucket of a project, not checked yet. @param prefix `PROJECTS__N__S3_CONFIG__` */
export function storageOf(get: Get, prefix: string): Record<string, unknown> {
  return {
    accessKey: get(`${prefix}ACCESS_KEY`),
    secretKey: get(`${prefix}SECRET_KEY`),
    sessionToken: get(`${prefix}SESSION_TOKEN`),
    endpoint: get(`${prefix}ENDPOINT`),
    bucket: get(`${prefix}BUCKET_NAME`),
    region: get(`${prefix}REGION`),
    addressing: get(`${prefix}ADDRESSING`),
    checksums: get(`${prefix}CHECKSUMS`),
    keyTemplate: get(`${prefix}KEY_TEMPLATE`),
    proxy: get(`${prefix}PROXY`),
    connectMs: milliseconds(get, `${prefix}CONNECT_SECONDS`),
    idleMs: milliseconds(get, `${prefix}IDLE_SECONDS`),
  };
}

function milliseconds(get: Get, name: string): number | undefined {
  return get(name) === undefined ? undefined : seconds(get, name, 0);
}
