/** A bucket among the set-up form's own values. */
import {
  type bucketFormSchema,
  defaultBucketOptions,
  type BucketForm,
} from '../../shared/ipc/bucket.ts';

export interface BucketValues {
  endpoint: string;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
  temporary: boolean;
  sessionToken: string;
  addressing: BucketForm['addressing'];
  checksums: BucketForm['checksums'];
  keyTemplate: string;
  proxy: string;
  connectSeconds: number | string;
  idleSeconds: number | string;
}

export const emptyBucket: BucketValues = {
  endpoint: '',
  bucket: '',
  region: '',
  accessKey: '',
  secretKey: '',
  temporary: false,
  sessionToken: '',
  keyTemplate: '',
  proxy: '',
  ...defaultBucketOptions,
};

/** The fields that stand behind the fold. */
export const finerBucketFields = [
  'temporary',
  'sessionToken',
  'addressing',
  'checksums',
  'keyTemplate',
  'proxy',
  'connectSeconds',
  'idleSeconds',
] as const satisfies readonly (keyof typeof bucketFormSchema.shape)[];

export function bucketValuesOf(form: BucketForm | null): BucketValues {
  if (form === null) return emptyBucket;
  return { ...emptyBucket, ...form, accessKey: '', secretKey: '', sessionToken: '' };
}

export function formOfBucket(values: BucketValues): BucketForm {
  const { accessKey, secretKey, sessionToken, temporary, addressing, checksums } = values;
  return {
    endpoint: values.endpoint.trim(),
    bucket: values.bucket.trim(),
    region: values.region.trim(),
    ...{ accessKey, secretKey, temporary, addressing, checksums },
    sessionToken: temporary ? sessionToken : '',
    keyTemplate: values.keyTemplate.trim(),
    proxy: values.proxy.trim(),
    connectSeconds: numberOf(values.connectSeconds),
    idleSeconds: numberOf(values.idleSeconds),
  };
}

/** An empty field is no 0. */
export function numberOf(value: number | string): number {
  return value === '' ? NaN : Number(value);
}
