/**
 * The credentials of a recorder that works and of one whose servers refuse it are looked for everywhere it
 * leaves something: its folder, its output and debug log, its command lines, and what it tells a watcher.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { commandLines } from '../stack/command-lines.ts';
import { filesBelow } from '../stack/files-below.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually, runCli, type RecorderProcess } from './support/recorder-process.ts';

const { stack, begin } = useLab();

/** Any signed token: of a project, of a room, of the broker's login. */
const JWT = /eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}/;

async function metricsOf(recorder: RecorderProcess): Promise<string> {
  const { monitorPort } = z.looseObject({ monitorPort: z.number() }).parse(await recorder.ready());
  const answers = ['/metrics', '/readyz'].map(async (path) => {
    const answer = await fetch(`http://127.0.0.1:${monitorPort}${path}`);
    return answer.text();
  });
  return (await Promise.all(answers)).join('\n');
}

function expectNone(
  secrets: readonly string[],
  places: readonly { readonly name: string; readonly text: string }[],
): void {
  expect(places.length).toBeGreaterThan(0);
  for (const { name, text } of places) {
    for (const secret of secrets) expect(text.includes(secret), `a secret in ${name}`).toBe(false);
    expect(JWT.exec(text)?.[0] ?? null, `a token in ${name}`).toBeNull();
  }
}

async function everything(
  lab: LabCase,
  recorder: RecorderProcess,
): Promise<{ readonly name: string; readonly text: string }[]> {
  const { dataFolder } = lab;
  const uploads = await runCli(['upload', '--data', dataFolder, '--json']);
  const control = await runCli(['control', 'status', '--data', dataFolder, '--json']);
  return [
    ...filesBelow(dataFolder).map(({ path, content }) => ({ name: path, text: content })),
    ...commandLines()
      .filter(({ line }) => line.includes('out/main/'))
      .map(({ pid, line }) => ({ name: `process ${pid}: ${line}`, text: line })),
    { name: 'monitor', text: await metricsOf(recorder) },
    { name: 'output and log', text: readFileSync(recorder.logFile, 'latin1') },
    { name: 'uploads', text: uploads.stdout + uploads.stderr },
    { name: 'control', text: control.stdout + control.stderr },
  ];
}

/** The file of diagnostics, with the log, unpacked by somebody else's program. */
async function diagnosticsOf(
  lab: LabCase,
  recorder: RecorderProcess,
): Promise<{ readonly name: string; readonly text: string }[]> {
  const folder = stack().makeFolder('diagnostics');
  const file = join(folder, 'diagnostics.zip');
  const where = ['--env-file', lab.envFile({}), '--data', lab.dataFolder];
  const flags = ['--out', file, '--log', recorder.logFile];
  const saved = await runCli(['diagnostics', ...where, ...flags]);
  expect(saved.code, saved.stderr).toBe(0);
  const unpacked = join(folder, 'unpacked');
  expect(spawnSync('python3', ['-m', 'zipfile', '-e', file, unpacked]).status).toBe(0);
  const files = filesBelow(unpacked).map(({ path, content }) => ({ name: path, text: content }));
  expect(files.filter(({ name }) => name.includes('recordings/'))).toHaveLength(1);
  return files;
}

test('a session that works leaves no secret and no token anywhere', async () => {
  const lab = begin('canary-works');
  const { project, s3, livekit } = stack();
  const recorder = lab.recorder({ RECORDER_LOG_LEVEL: 'debug', RECORDER_MONITOR: '0' });
  await recorder.ready();
  const session = await project.createSession({ name: 'Canary' });
  await recorder.recording(session.id);
  const device = await lab.deviceIn(session, { name: 'bird', group: 'g' });
  await eventually('the device sends', () => device.sent() > 20);
  const secrets = [project.secret, s3.secretKey, livekit.apiSecret];
  expectNone(secrets, await everything(lab, recorder));
  await device.stop();
  await project.stopSession(session.id);
  await recorder.uploaded(session.id);
  expectNone(secrets, await everything(lab, recorder));
  expectNone([...secrets, 'bird'], await diagnosticsOf(lab, recorder));
});

test('what is refused is explained without naming what was refused', async () => {
  const lab = begin('canary-refused');
  const wrong = {
    PROJECTS__0__SECRET: 'canary-of-the-project-31337',
    PROJECTS__0__S3_CONFIG__SECRET_KEY: 'canary-of-the-bucket-31337',
    PROJECTS__0__S3_CONFIG__SESSION_TOKEN: 'canary-of-the-session-31337',
  };
  const recorder = lab.recorder({ ...wrong, RECORDER_LOG_LEVEL: 'debug', RECORDER_MONITOR: '0' });
  await eventually('it says why', async () =>
    (await metricsOf(recorder)).includes('syncflow-unauthorized'),
  );
  const check = await runCli(['check', '--env-file', lab.envFile(wrong), '--data', lab.dataFolder]);
  expect(check.code).toBe(1);
  expectNone(Object.values(wrong), [
    ...(await everything(lab, recorder)),
    { name: 'check', text: check.stdout + check.stderr },
  ]);
});
