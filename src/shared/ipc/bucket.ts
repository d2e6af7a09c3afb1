/** A bucket as the form asks for it. */
import { z } from 'zod';
import { problemStrings as problems } from '../strings/form-problems.ts';
import { isKeyTemplate, keyTemplateRule } from '../key-template.ts';

/** path: ENDPOINT/BUCKET/KEY. virtual-host: BUCKET.ENDPOINT/KEY. */
export const s3AddressingSchema = z.enum(['path', 'virtual-host']);
/** sha256: x-amz-checksum-sha256. md5: Content-MD5, for stores that do not know the former. */
export const s3ChecksumsSchema = z.enum(['sha256', 'md5', 'none']);

/** Of one project's bucket, where nobody chose otherwise. */
export const defaultBucketOptions = {
  addressing: 'path',
  checksums: 'sha256',
  /** Until a connection is open. */
  connectSeconds: 10,
  /** Without a single byte in either direction. */
  idleSeconds: 30,
} as const;

/** An empty or absent secret keeps the one that is stored. */
export const secretInput = z.string().trim().max(8192).optional();

const { fields } = problems;
const text = (what: string): z.ZodString => z.string().trim().min(1, problems.missing(what));
const seconds = z
  .number(problems.wholeNumber)
  .int(problems.wholeNumber)
  .min(1, problems.atLeast(1))
  .max(3600, problems.atMost(3600));

export const bucketFormSchema = z.object({
  endpoint: z.url({
    protocol: /^https?$/,
    error: problems.webAddress(fields.endpoint),
  }),
  bucket: text(fields.bucket),
  region: text(fields.region),
  accessKey: secretInput,
  secretKey: secretInput,
  /** The keys are temporary ones and count only with a session token. */
  temporary: z.boolean(),
  sessionToken: secretInput,
  addressing: s3AddressingSchema,
  checksums: s3ChecksumsSchema,
  /** Empty: the usual layout. */
  keyTemplate: z
    .string()
    .trim()
    .refine(
      (template) => template === '' || isKeyTemplate(template),
      problems.keyTemplate(keyTemplateRule),
    ),
  /** Empty: that of the environment. May hold a login, which is kept as a secret. */
  proxy: z.union([
    z.literal(''),
    z.url({
      protocol: /^https?$/,
      error: problems.proxyAddress,
    }),
  ]),
  connectSeconds: seconds,
  idleSeconds: seconds,
});
export type BucketForm = z.infer<typeof bucketFormSchema>;
