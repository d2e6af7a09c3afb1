import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Config } from '../config/config.ts';
import type { PartSizes } from './part-plan.ts';
import type { S3Direct } from './s3-direct.ts';

/** What has been learnt about a store since the recorder started; stores differ, and none says how. */
export interface StoreTraits {
  /**
   * Whether it keeps `If-None-Match: *`. unproven: nothing says so yet, so that what is there is looked
   * up before each put. refused: it answers 501 or 400 to the header, or overwrites in spite of it.
   */
  conditions: 'unproven' | 'kept' | 'refused';
  /** False: this key may not list uploads in parts, or the store cannot. */
  listsUploads: boolean;
}

/** A bucket of an S3 store with all that a transfer to it needs. */
export interface S3Bucket {
  readonly s3: S3Client;
  /** For the requests that every small file takes; null: the SDK makes those as well. */
  readonly direct: S3Direct | null;
  readonly config: S3Config;
  readonly sizes: PartSizes;
  readonly traits: StoreTraits;
}

/** Whether the store is sent, and keeps, SHA-256 checksums. */
export function sendsSha256({ config }: Pick<S3Bucket, 'config'>): boolean {
  return (config.checksums ?? 'sha256') === 'sha256';
}
