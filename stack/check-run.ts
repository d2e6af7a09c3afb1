/** Runs the independent checker (stack/checker/check.py) against a bucket of the stack. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { Stack } from './stack.ts';
import type { StackProject } from './stack-project.ts';

const checkerScript = join(import.meta.dirname, 'checker/check.py');

/** What was sent beside plain messages, by kind. */
const kindsSchema = z.record(z.string(), z.object({ sent: z.number(), recorded: z.number() }));

const resultSchema = z.looseObject({
  sent: z.number(),
  recorded: z.number(),
  verifiedInBucket: z.number().nullable(),
  missing: z.number(),
  duplicated: z.number(),
  altered: z.number(),
  kinds: kindsSchema,
  senders: z.array(z.looseObject({ identity: z.string(), kinds: kindsSchema })),
  problems: z.array(z.unknown()),
  /** What a person noted in the recordings, without what was withdrawn. */
  taken: z.array(
    z.object({
      text: z.string(),
      category: z.string().nullable(),
      key: z.string().nullable(),
      pressed: z.string(),
    }),
  ),
});
export type CheckResult = z.infer<typeof resultSchema> & { readonly exitCode: number };

export interface CheckOptions {
  readonly ledgerDir: string;
  readonly dataFolder: string;
  /** Null: only ledgers against journals. */
  readonly bucketOf: StackProject | null;
  readonly flags?: readonly string[];
}

/** Compares ledgers and journals alone; no stack is needed. */
export function checkJournals(
  ledgerDir: string,
  dataFolder: string,
  ...flags: string[]
): Promise<CheckResult> {
  const places = ['--ledger', ledgerDir, '--data', dataFolder];
  return run([checkerScript, ...places, ...flags]);
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
  return [checkerScript, '--ledger', ledgerDir, '--data', dataFolder, ...bucket, ...flags];
}

/** Never rejects because of what the checker found: that is the result. */
export function check(stack: Stack, options: CheckOptions): Promise<CheckResult> {
  return run(checkerArguments(stack, options));
}

function run(places: readonly string[]): Promise<CheckResult> {
  const args = [...places, '--json'];
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
