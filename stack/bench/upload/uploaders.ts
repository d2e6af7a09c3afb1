/** The two that upload: ours with its ledger and its proofs, and s5cmd. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ensureGoProgram } from '../../../scripts/setup.mjs';
import type { S3Server } from '../../services/s3.ts';

const run = promisify(execFile);
const resultSchema = z.object({
  seconds: z.number(),
  peakBytes: z.number(),
  verified: z.number(),
});
export type OurResult = z.infer<typeof resultSchema>;

/** Where objects go: the server itself, or a relay before it. */
export interface Target {
  readonly server: S3Server;
  readonly endpoint: string;
  readonly bucket: string;
}

/**
 * Sends a folder of the data folder; its name becomes the beginning of the keys.
 *
 * @param program see `buildOurs`
 * @param concurrency places; four small files share one
 */
export async function sendWithOurs(
  program: string,
  target: Target,
  place: { readonly dataFolder: string; readonly folder: string },
  concurrency: number,
): Promise<OurResult> {
  const { server, endpoint, bucket } = target;
  const { region, accessKey, secretKey } = server;
  const config = JSON.stringify({ endpoint, region, accessKey, secretKey, bucket });
  const args = [place.dataFolder, place.folder, config, String(concurrency)];
  const { stdout } = await run(process.execPath, [program, ...args]);
  return resultSchema.parse(JSON.parse(stdout));
}

/** Built when it is not there yet, which takes a minute. */
export function buildS5cmd(): Promise<string> {
  return ensureGoProgram('s5cmd', join(import.meta.dirname, '../s5cmd'));
}

/** @returns seconds, from the start of the process to its end */
export async function sendWithS5cmd(
  program: string,
  { server, endpoint, bucket }: Target,
  place: { readonly dataFolder: string; readonly folder: string },
  options: readonly string[],
): Promise<number> {
  const { region, accessKey, secretKey } = server;
  const home = join(place.dataFolder, 'home');
  mkdirSync(home, { recursive: true });
  const start = performance.now();
  await run(
    program,
    [
      ...['--endpoint-url', endpoint, ...options, 'cp'],
      ...['--part-size', '16', '--concurrency', '4'],
      ...[`${join(place.dataFolder, place.folder)}/*`, `s3://${bucket}/${place.folder}-peer/`],
    ],
    {
      env: {
        ...{ PATH: process.env['PATH'], HOME: home, AWS_REGION: region },
        ...{ AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey },
      },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return (performance.now() - start) / 1000;
}
