import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findPython } from '../../scripts/setup.mjs';
import { S3Server } from '../services/s3.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { runChecker } from './run-checker.ts';
import type { CheckerOptions } from './run-checker.ts';

const run = promisify(execFile);
const python = findPython().command;
const cwd = import.meta.dirname;
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };

it("passes the checker's own tests", async () => {
  const args = ['-m', 'unittest', 'discover', '-p', 'test_*.py'];
  // unittest reports on standard error; a failure is an exit code above 0, which rejects.
  const { stderr } = await run(python, args, { cwd, env });
  expect(Number(/^Ran (\d+) tests/m.exec(stderr)?.[1])).toBeGreaterThan(60);
});

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

  function options(bucket: string, secretKey = s3.secretKey): CheckerOptions {
    const { endpoint, accessKey, region } = s3;
    return {
      ledger: join(root, 'ledger'),
      data: join(root, 'data'),
      bucket: { endpoint, name: bucket, accessKey, secretKey, region },
    };
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
    expect(await runChecker(options('whole'))).toMatchObject({
      passed: true,
      sent: 20,
      recorded: 20,
      verifiedInBucket: 20,
      problems: [],
    });

    const segment = files.find((path) => path.endsWith('.jsonl')) ?? '';
    await put(segment, Buffer.concat([readFileSync(segment), Buffer.from(' ')]));
    const verdict = await runChecker(options('whole'));
    client.destroy();
    expect(verdict).toMatchObject({ passed: false, recorded: 20, verifiedInBucket: 0 });
  });

  it('says what is not there', async () => {
    const verdict = await runChecker(options('empty'));
    expect(verdict).toMatchObject({ passed: false, recorded: 20, verifiedInBucket: 0 });
    expect(verdict.problems.join()).toContain('HTTP 404');
  });

  it('says that it may not look', async () => {
    const verdict = await runChecker(options('whole', 'another secret'));
    expect(verdict.problems.join()).toContain('HTTP 403');
  });
});
