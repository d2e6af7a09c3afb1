/** Runs the independent checker (stack/checker/check.py) against a bucket of the stack. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { Stack } from './stack.ts';
import type { StackProject } from './stack-project.ts';

const resultSchema = z.looseObject({
  sent: z.number(),
  recorded: z.number(),
  verifiedInBucket: z.number().nullable(),
  missing: z.number(),
  duplicated: z.number(),
  altered: z.number(),
  problems: z.array(z.unknown()),
});
export type CheckResult = z.infer<typeof resultSchema> & { readonly exitCode: number };

export interface CheckOptions {
  readonly ledgerDir: string;
  readonly dataFolder: string;
  /** Null: only ledgers against journals. */
  readonly bucketOf: StackProject | null;
  readonly flags?: readonly string[];
}

export function checkerArguments(stack: Stack, options: CheckOptions): string[] {
  const { ledgerDir, dataFolder, bucketOf, flags = [] } = options;
  const { s3 } = stack;
  const bucket =
    bucketOf === null
      ? []
      : [
          ...['--bucket-url', s3.endpoint, '--bucket', bucketOf.bucket, '--region', s3.region],
          ...['--access-key', s3.accessKey, '--secret-key', s3.secretKey],
        ];
  const script = join(import.meta.dirname, 'checker/check.py');
  return [script, '--ledger', ledgerDir, '--data', dataFolder, ...bucket, ...flags];
}

/** Never rejects because of what the checker found: that is the result. */
export function check(stack: Stack, options: CheckOptions): Promise<CheckResult> {
  const args = [...checkerArguments(stack, options), '--json'];
  return new Promise((resolve, reject) => {
    execFile('python3', args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? 1);
      try {
        resolve({ ...resultSchema.parse(JSON.parse(stdout)), exitCode });
      } catch {
        reject(new Error(`the checker failed (${exitCode}): ${stderr}${stdout}`.slice(0, 4000)));
      }
    });
  });
}
