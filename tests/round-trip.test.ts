/** `check --round-trip`: a test session from its announcement to the bucket, beside nothing else. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { useLab } from './support/lab.ts';
import { receiptOf, runCli } from './support/recorder-process.ts';

const { stack, begin } = useLab();

const stepSchema = z.looseObject({
  type: z.literal('round-trip'),
  step: z.string(),
  state: z.string(),
});
const endSchema = z.looseObject({ type: z.literal('round-trip-end'), left: z.array(z.string()) });

function stepsIn(stdout: string): { steps: string[]; left: string[] } {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const steps = lines.flatMap((line) => stepSchema.safeParse(line).data ?? []);
  const ends = lines.flatMap((line) => endSchema.safeParse(line).data ?? []);
  return {
    steps: steps.map(({ step, state }) => `${step} ${state}`),
    left: ends.flatMap(({ left }) => left),
  };
}

test('all is ready, a test session goes all the way, and nothing of it stays on this computer', async () => {
  const lab = begin('round-trip');
  const { project, s3 } = stack();
  const other = await project.createSession({ name: 'of somebody else' });
  const args = ['check', '--round-trip', '--env-file', lab.envFile(), '--data', lab.dataFolder];
  const { code, stdout, stderr } = await runCli([...args, '--json']);
  const { steps, left } = stepsIn(stdout);
  expect({ code, steps }, stderr).toEqual({
    code: 0,
    steps: ['session', 'recording', 'message', 'end', 'receipt', 'upload', 'clean-up'].map(
      (step) => `${step} ok`,
    ),
  });
  expect(left.join('\n')).toContain('SyncFlow keeps the ended session');
  expect(readdirSync(lab.dataFolder).filter((name) => name.startsWith('round-trip'))).toEqual([]);
  expect(existsSync(join(lab.dataFolder, 'recordings'))).toBe(false);
  const manifests = (await s3.listObjects(project.bucket)).filter(({ key }) =>
    key.endsWith('manifest.json'),
  );
  expect(manifests.map(({ key }) => key)).toEqual([expect.stringContaining('Preflight test')]);

  // What else ran was none of its business; a recorder that runs keeps the project for itself.
  const recorder = lab.recorder();
  await recorder.recording(other.id);
  const refused = await runCli(args);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('already-running');
  await project.stopSession(other.id);
  const { manifest } = receiptOf(await recorder.receipt(other.id));
  expect(manifest).toMatchObject({ session: { id: other.id } });
});

test('a bucket that refuses: said with its fix, the session is ended, nothing is left behind', async () => {
  const lab = begin('round-trip-refused');
  const { project } = stack();
  const envFile = lab.envFile({ PROJECTS__0__S3_CONFIG__SECRET_KEY: 'wrong-secret-key' });
  const args = ['check', '--round-trip', '--env-file', envFile, '--data', lab.dataFolder];
  const { code, stdout } = await runCli(args);
  expect(code).toBe(1);
  // The check itself finds it, so no session is made for nothing.
  expect(stdout).toMatch(/failed .*storage/);
  expect(stdout).not.toContain('test session');
  const sessions = await project.sessions();
  expect(
    sessions.filter(({ name, status }) => name === 'Preflight test' && status !== 'Stopped'),
  ).toEqual([]);
});
