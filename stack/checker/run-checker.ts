/** Runs the independent checker (check.py) and reads its verdict. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { findPython } from '../../scripts/setup.mjs';

export interface CheckerOptions {
  /** Folder of the senders' ledgers. */
  readonly ledger: string;
  /** The recorder's data folder. */
  readonly data: string;
  /** Left out: what lies in the bucket is not checked. */
  readonly bucket?: {
    readonly endpoint: string;
    readonly name: string;
    readonly accessKey: string;
    readonly secretKey: string;
    readonly region: string;
  };
  /** Messages inside declared gaps may be missing. */
  readonly allowGaps?: boolean;
  /** Messages that were sent lossy may be missing. */
  readonly allowLossyLoss?: boolean;
}

const countsSchema = z.object({
  sent: z.number(),
  recorded: z.number(),
  verifiedInBucket: z.number(),
  missing: z.number(),
  duplicated: z.number(),
  altered: z.number(),
  /** In the journal from a sender that never sent it. */
  unexpected: z.number(),
  /** Missing inside a declared gap, part of `sent`. */
  declared: z.number(),
  lostLossy: z.number(),
  /** Missing, and the sender cannot say whether it was sent; not part of `sent`. */
  uncertain: z.number(),
});

const verdictSchema = countsSchema.extend({
  /** The same as exit code 0. */
  passed: z.boolean(),
  bucketChecked: z.boolean(),
  senders: z.array(countsSchema.extend({ session: z.string(), identity: z.string() })),
  problems: z.array(z.string()),
  notes: z.array(z.string()),
});
export type CheckerVerdict = z.infer<typeof verdictSchema>;

/** @throws Error when it could not run; a recording that is not whole is a verdict, not an error */
export async function runChecker(options: CheckerOptions): Promise<CheckerVerdict> {
  const { code, output, errors } = await runPython(options);
  if (code !== 0 && code !== 1) throw new Error(`check.py ended with ${code ?? '?'}: ${errors}`);
  const verdict = verdictSchema.parse(JSON.parse(output));
  if (verdict.passed !== (code === 0)) throw new Error('check.py contradicts its exit code');
  return verdict;
}

interface Finished {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function runPython(options: CheckerOptions): Promise<Finished> {
  const { ledger, data, bucket, allowGaps = false, allowLossyLoss = false } = options;
  const program = join(import.meta.dirname, 'check.py');
  const args = [program, '--json', '--ledger', ledger, '--data', data];
  if (allowGaps) args.push('--allow-gaps');
  if (allowLossyLoss) args.push('--allow-lossy-loss');
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  if (bucket !== undefined) {
    const { endpoint, name, region, accessKey, secretKey } = bucket;
    args.push('--bucket-url', endpoint, '--bucket', name, '--region', region);
    Object.assign(env, { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey });
  }
  return new Promise((resolve, reject) => {
    const child = spawn(findPython().command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output, errors });
    });
  });
}
