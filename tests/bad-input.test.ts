/** Bad input gets an error that says what, where the data is, and what to do; nothing is lost. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataPacket_Kind } from 'livekit-server-sdk';
import { beforeEach, expect, test } from 'vitest';
import { reservePort } from '../stack/services/free-port.ts';
import type { Stack } from '../stack/stack.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { receiptOf, RecorderProcess, runCli } from './support/recorder-process.ts';

const { stack: theStack, begin } = useLab();
let stack: Stack;
let lab: LabCase;

beforeEach(() => {
  stack = theStack();
});

test('a .env with missing names names them all; unknown ones warn', async () => {
  lab = begin('names');
  const envFile = lab.envFile({
    RABBITMQ_HOST: undefined,
    PROJECTS__0__KEY: undefined,
    RABITMQ_HOST: '127.0.0.1',
  });
  const failed = await runCli(['run', '--env-file', envFile, '--data', lab.dataFolder]);
  expect(failed.code).toBe(2);
  expect(failed.stderr).toContain('RABBITMQ_HOST');
  expect(failed.stderr).toContain('PROJECTS__0__KEY');
  const unknown = lab.envFile({ RABITMQ_HOST: '127.0.0.1' });
  const checked = await runCli(['check', '--env-file', unknown, '--data', lab.dataFolder]);
  expect(checked.code).toBe(0);
  expect(checked.stderr).toContain('RABITMQ_HOST is not a setting');
});

test('plain connections are refused unless their host is allowed', async () => {
  lab = begin('plain');
  const envFile = lab.envFile({ RECORDER_PLAIN_HOSTS: undefined });
  const failed = await runCli(['run', '--env-file', envFile, '--data', lab.dataFolder]);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('plain-connection-refused');
  expect(failed.stderr).toContain('RECORDER_PLAIN_HOSTS');
});

test('check: every line ok on a healthy stack; each fault is named with its fix', async () => {
  lab = begin('check');
  const run = async (changes: Record<string, string>) => {
    const args = ['check', '--env-file', lab.envFile(changes), '--data', lab.dataFolder, '--json'];
    const { code, stdout } = await runCli(args);
    const lines = stdout.trim().split('\n');
    const failed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { code, failed: failed.filter((line) => line['ok'] === false) };
  };
  expect(await run({})).toEqual({ code: 0, failed: [] });
  const codes = async (changes: Record<string, string>): Promise<unknown[]> =>
    (await run(changes)).failed.map((line) => (line['error'] as { code: string }).code);
  expect(await codes({ PROJECTS__0__SECRET: 'another-secret' })).toContain('syncflow-unauthorized');
  expect(await codes({ RABBITMQ_PORT: '1' })).toEqual(['broker-unreachable']);
  expect(await codes({ RABBITMQ_VHOST_NAME: 'nowhere' })).toEqual(['broker-no-vhost']);
  expect(await codes({ PROJECTS__0__S3_CONFIG__BUCKET_NAME: 'no-such-bucket' })).toEqual([
    'storage-no-bucket',
  ]);
  expect(await codes({ PROJECTS__0__S3_CONFIG__SECRET_KEY: 'wrong-wrong' })).toEqual([
    'storage-credentials',
  ]);
  const nobody = `http://127.0.0.1:${await reservePort()}`;
  expect(await codes({ SYNCFLOW_SERVER_URL: nobody })).toContain('syncflow-unreachable');
});

test('a data folder that cannot be written is refused at the start', async () => {
  lab = begin('unwritable');
  const file = join(stack.makeFolder('unwritable'), 'a file');
  writeFileSync(file, '');
  const failed = await runCli(['run', '--env-file', lab.envFile(), '--data', join(file, 'data')]);
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('folder-unwritable');
});

test('an unreachable server: the recorder says so and goes on trying', async () => {
  lab = begin('unreachable');
  const recorder = lab.recorder({
    SYNCFLOW_SERVER_URL: `http://127.0.0.1:${await reservePort()}`,
  });
  await recorder.ready();
  await recorder.until('words', () => recorder.logTail().includes('syncflow-unreachable'));
  await sleep(1500);
  expect(recorder.running).toBe(true);
  expect(await recorder.stop()).toBe(0);
});

test('record: a bare LiveKit room, ended by Ctrl-C, verifies', async () => {
  lab = begin('bare');
  const { livekit } = stack;
  const args = [
    ...['record', '--livekit-url', livekit.wsUrl, '--api-key', livekit.apiKey],
    ...['--api-secret', livekit.apiSecret, '--room', 'bare room', '--data', lab.dataFolder],
  ];
  const refused = await runCli(args);
  expect(refused.stdout + refused.stderr).toContain('plain-connection-refused');
  const recorder = new RecorderProcess(
    [...args, '--plain-host', '127.0.0.1'],
    join(stack.folder, 'bare', 'recorder.log'),
  );
  try {
    await recorder.until('recording', (line) => line['phase'] === 'recording');
    await livekit
      .rooms()
      .sendData('bare room', Buffer.from('hello'), DataPacket_Kind.RELIABLE, { topic: 'greeting' });
    await recorder.until('a message', (line) => Number(line['messages'] ?? 0) > 0);
    process.kill(recorder.pid, 'SIGINT');
    const receipt = receiptOf(await recorder.until('receipt', (line) => line.type === 'receipt'));
    expect(receipt.manifest).toMatchObject({ status: 'complete', counts: { messages: 1 } });
    expect(await recorder.exited).toBe(0);
  } finally {
    await recorder.killAll();
  }
  expect((await runCli(['verify', lab.dataFolder])).code).toBe(0);
});
