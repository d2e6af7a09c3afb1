/** The bucket of a project between its three shapes: the form, what is stored, and what the engine takes. */
import { joinProxy, splitProxy } from '../../engine/config/bucket-secrets.ts';
import type { S3Config } from '../../engine/config/config.ts';
import { defaultBucketOptions, type BucketForm } from '../../shared/ipc/bucket.ts';
import type { ProjectSecrets, SecretChanges } from '../settings/secret-names.ts';
import type { StoredBucket } from '../settings/settings-schema.ts';

/** Without secrets. */
export function bucketFormOf(stored: StoredBucket): BucketForm {
  const { endpoint, bucket, region, temporary, addressing, checksums } = stored;
  const { keyTemplate, proxy, connectMs, idleMs } = stored;
  return {
    ...{ endpoint, bucket, region, temporary },
    addressing: addressing ?? defaultBucketOptions.addressing,
    checksums: checksums ?? defaultBucketOptions.checksums,
    keyTemplate: keyTemplate ?? '',
    proxy: proxy ?? '',
    connectSeconds: secondsOf(connectMs, defaultBucketOptions.connectSeconds),
    idleSeconds: secondsOf(idleMs, defaultBucketOptions.idleSeconds),
  };
}

/** What is as usual is left out, so that it follows what is usual. */
export function storedBucketOf(form: BucketForm): StoredBucket {
  const { endpoint, bucket, region, temporary, addressing, checksums } = form;
  const { keyTemplate, proxy, connectSeconds, idleSeconds } = form;
  const usual = defaultBucketOptions;
  return {
    ...{ endpoint, bucket, region, temporary },
    ...(addressing === usual.addressing ? {} : { addressing }),
    ...(checksums === usual.checksums ? {} : { checksums }),
    ...(keyTemplate === '' ? {} : { keyTemplate }),
    ...(proxy === '' ? {} : { proxy: splitProxy(proxy).address }),
    ...(connectSeconds === usual.connectSeconds ? {} : { connectMs: connectSeconds * 1000 }),
    ...(idleSeconds === usual.idleSeconds ? {} : { idleMs: idleSeconds * 1000 }),
  };
}

/**
 * What the form changes of a bucket's secrets. A session token of keys that are not temporary is
 * forgotten, and so is the login of a proxy that is not used any more.
 *
 * @param previous The bucket as it is stored now.
 */
export function bucketSecretChanges(
  { accessKey, secretKey, sessionToken, temporary, proxy }: BucketForm,
  previous: StoredBucket | null,
): SecretChanges {
  const { address, login } = proxy === '' ? { address: '', login: null } : splitProxy(proxy);
  const keepsLogin = login === null && address !== '' && address === previous?.proxy;
  return {
    ...typed({ accessKey, secretKey, sessionToken }),
    ...(temporary ? {} : { sessionToken: null }),
    ...(keepsLogin ? {} : { proxyLogin: login }),
  };
}

/** The secrets that were typed; empty fields are none. */
export function typed(secrets: Readonly<Record<string, string | undefined>>): ProjectSecrets {
  return Object.fromEntries(
    Object.entries(secrets).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** An engine's bucket taken apart. */
export function partsOfBucket(s3: S3Config): {
  readonly stored: StoredBucket;
  readonly secrets: SecretChanges;
} {
  const { accessKey, secretKey, sessionToken, proxy, ...others } = s3;
  const { address, login } =
    proxy === undefined ? { address: undefined, login: null } : splitProxy(proxy);
  return {
    stored: {
      ...others,
      temporary: sessionToken !== undefined,
      ...(address === undefined ? {} : { proxy: address }),
    },
    secrets: { accessKey, secretKey, sessionToken: sessionToken ?? null, proxyLogin: login },
  };
}

/** Whether nothing is missing to reach it. */
export function hasBucketSecrets(stored: StoredBucket, secrets: ProjectSecrets): boolean {
  const { accessKey, secretKey, sessionToken } = secrets;
  const hasKeys = accessKey !== undefined && secretKey !== undefined;
  return hasKeys && (!stored.temporary || sessionToken !== undefined);
}

/** What the engine's schema checks. */
export function bucketWithSecrets(stored: StoredBucket, secrets: ProjectSecrets): object {
  const { temporary, proxy, ...others } = stored;
  const { accessKey, secretKey, sessionToken, proxyLogin } = secrets;
  return {
    ...{ ...others, accessKey, secretKey },
    ...(temporary ? { sessionToken } : {}),
    ...(proxy === undefined ? {} : { proxy: joinProxy(proxy, proxyLogin ?? null) }),
  };
}

function secondsOf(milliseconds: number | undefined, usual: number): number {
  return milliseconds === undefined ? usual : Math.max(1, Math.round(milliseconds / 1000));
}
