import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findPython } from '../../scripts/setup.mjs';
import { S3Server } from '../services/s3.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';

const run = promisify(execFile);
const python = findPython().command;
const cwd = import.meta.dirname;
/** That of building.py. */
const projectId = '33333333-3333-4333-8333-333333333333';
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };

it("passes the checker's own tests", async () => {
  const args = ['-m', 'unittest', 'discover', '-p', 'test_*.py'];
  // unittest reports on standard error; a failure is an exit code above 0, which rejects.
  const { stderr } = await run(python, args, { cwd, env });
  expect(Number(/^Ran (\d+) tests/m.exec(stderr)?.[1])).toBeGreaterThan(85);
});

const failedSchema = z.object({ stdout: z.string(), code: z.number() });
const verdictSchema = z.looseObject({ problems: z.array(z.string()) });

describe('on a real S3 server', () => {
  let servers: string;
  let root: string;
  let s3: S3Server;

  beforeAll(async () => {
    servers = makeThrowawayFolder();
    s3 = await S3Server.create({ folder: servers });
    await s3.start();
    await s3.createBucket('whole');
    await s3.createBucket('empty');
  });

  afterAll(async () => {
    await s3.stop();
    removeThrowawayFolder(servers);
  });

  beforeEach(async () => {
    root = makeThrowawayFolder();
    await run(python, ['example.py', root], { cwd, env });
  });

  afterEach(() => {
    removeThrowawayFolder(root);
  });

  /** With exit code 1 the checker has a verdict too. */
  async function check(bucket: string, secretKey = s3.secretKey): Promise<unknown> {
    const folders = ['--ledger', join(root, 'ledger'), '--data', join(root, 'data')];
    const place = ['--bucket-url', s3.endpoint, '--bucket', bucket, '--region', s3.region];
    const keys = { AWS_ACCESS_KEY_ID: s3.accessKey, AWS_SECRET_ACCESS_KEY: secretKey };
    const args = ['check.py', '--json', ...folders, ...place];
    const { stdout, code } = await run(python, args, { cwd, env: { ...env, ...keys } }).then(
      (finished) => ({ ...finished, code: 0 }),
      (error: unknown) => failedSchema.parse(error),
    );
    return { exitCode: code, ...verdictSchema.parse(JSON.parse(stdout)) };
  }

  it('finds everything that was uploaded, and notices when it changes', async () => {
    const folder = join(root, 'bucket');
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files).toHaveLength(2);
    const client = s3.client();
    const put = async (path: string, body: Uint8Array): Promise<void> => {
      const key = relative(folder, path).split(sep).join('/');
      await client.send(new PutObjectCommand({ Bucket: 'whole', Key: key, Body: body }));
    };
    for (const path of files) await put(path, readFileSync(path));
    const whole = {
      exitCode: 0,
      sent: 20,
      recorded: 20,
      verifiedInBucket: 20,
      problems: [],
    };
    expect(await check('whole')).toMatchObject(whole);
    expect(await check(`${projectId}=whole`)).toMatchObject(whole);

    const segment = files.find((path) => path.endsWith('.jsonl')) ?? '';
    await put(segment, Buffer.concat([readFileSync(segment), Buffer.from(' ')]));
    client.destroy();
    const verdict = await check('whole');
    expect(verdict).toMatchObject({ exitCode: 1, recorded: 20, verifiedInBucket: 0 });
  });

  it.each([
    ['is not there', 'empty', undefined, 'HTTP 404'],
    ['may not be seen', 'whole', 'another secret', 'HTTP 403'],
    ['lies in the bucket of another project', 'another=whole', undefined, 'no bucket is named'],
  ])('says what %s', async (_what, bucket, secret, problem) => {
    expect(await check(bucket, secret)).toMatchObject({
      exitCode: 1,
      recorded: 20,
      verifiedInBucket: 0,
      problems: expect.arrayContaining([expect.stringContaining(problem)]) as unknown,
    });
  });
});
