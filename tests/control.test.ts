/** Orders from outside: the control socket of a running recorder, and RabbitMQ driven by a Python client. */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { pythonFolder } from '../scripts/setup.mjs';
import { controlReplySchema, type ControlReply } from '../src/shared/control-protocol.ts';
import type { Stack } from '../stack/stack.ts';
import { useLab } from './support/lab.ts';
import { eventually, receiptOf, runCli } from './support/recorder-process.ts';

const { stack: theStack, begin } = useLab();
let stack: Stack;

beforeEach(() => {
  stack = theStack();
});

async function control(dataFolder: string, ...args: string[]): Promise<ControlReply> {
  const { stdout, stderr } = await runCli(['control', ...args, '--data', dataFolder, '--json']);
  if (stdout === '') throw new Error(stderr);
  return controlReplySchema.parse(JSON.parse(stdout));
}

/** Answers of the recorders to one order of a plain AMQP client. */
function remote(exchange: string, args: readonly string[]): Promise<ControlReply[]> {
  const script = join(import.meta.dirname, 'support/remote_control.py');
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PYTHONPATH: pythonFolder() };
    const all = [script, stack.broker.url, exchange, ...args];
    execFile('python3', all, { env }, (error, stdout, stderr) => {
      if (error !== null && stdout === '' && stderr !== '') {
        reject(new Error(stderr));
        return;
      }
      const lines = stdout.split('\n').filter((line) => line !== '');
      resolve(lines.map((line) => controlReplySchema.parse(JSON.parse(line))));
    });
  });
}

function remoteSettings(exchange: string, name: string): Record<string, string> {
  return {
    RECORDER_CONTROL_EXCHANGE: exchange,
    RECORDER_CONTROL_USER: stack.broker.user,
    RECORDER_CONTROL_PASSWORD: stack.broker.password,
    RECORDER_DEVICE_NAME: name,
  };
}

test('the socket: status, stop, start and finalize of one session; one recording throughout', async () => {
  const lab = begin('socket');
  const recorder = lab.recorder();
  await recorder.ready();
  expect(statSync(join(lab.dataFolder, 'control.sock')).mode & 0o777).toBe(0o600);
  const session = await stack.project.createSession({ name: 'Controlled' });
  await recorder.recording(session.id);
  const device = await lab.deviceIn(session, { name: 'one', group: 'g' });

  const status = await control(lab.dataFolder, 'status');
  const [standing] = status.sessions.filter(({ sessionId }) => sessionId === session.id);
  expect(standing).toMatchObject({ phase: 'recording', roomName: 'Controlled' });
  const recordingId = standing?.recordingId;
  await eventually('the journal tells how it keeps up', async () => {
    const { journal } = await control(lab.dataFolder, 'status');
    return journal !== null && journal !== undefined && journal.syncs.count > 0;
  });

  const stopped = await control(lab.dataFolder, 'stop', session.id);
  expect(stopped).toMatchObject({
    ok: true,
    done: true,
    sessions: [{ phase: 'stopped', recordingId }],
  });
  // An orderly restart in between: what a person stopped stays stopped.
  await recorder.stop();
  const again = lab.recorder();
  await again.ready();
  await again.until(
    'stopped',
    (line) =>
      line.type === 'session' && line['sessionId'] === session.id && line['phase'] === 'stopped',
  );
  const started = await control(lab.dataFolder, 'start', session.id);
  expect(started).toMatchObject({
    ok: true,
    done: true,
    sessions: [{ phase: 'recording', recordingId }],
  });

  await device.stop();
  const finalised = await control(lab.dataFolder, 'finalize', session.id);
  expect(finalised).toMatchObject({ ok: true, done: true });
  const { manifest } = receiptOf(await again.receipt(session.id));
  expect(manifest).toMatchObject({
    recordingId,
    status: 'complete-but',
    endReason: 'stopped-by-hand',
  });
  const reasons = manifest.gaps.map(({ reason }) => reason);
  expect(reasons).toContain('recorder-restart');
  expect(await lab.check(null, '--allow-gaps')).toMatchObject({ exitCode: 0, altered: 0 });
  await stack.project.stopSession(session.id);

  const unknown = await control(lab.dataFolder, 'stop', 'no-such-session');
  expect(unknown).toMatchObject({ ok: false, error: { code: 'session-unknown' } });
  await again.stop();
  const { code, stderr } = await runCli(['control', 'status', '--data', lab.dataFolder]);
  expect(code).toBe(1);
  expect(stderr).toContain('[not-running]');
});

test('RabbitMQ: one session, all sessions, and orders that wait for a killed recorder', async () => {
  const exchange = 'recorder-control';
  const lab = begin('remote');
  const changes = remoteSettings(exchange, 'recorder-remote');
  const first = lab.recorder(changes);
  await first.ready();
  const [one, two] = [
    await stack.project.createSession({ name: 'One' }),
    await stack.project.createSession({ name: 'Two' }),
  ];
  await first.recording(one.id);
  await first.recording(two.id);

  const [status] = await remote(exchange, ['status', one.id]);
  expect(status).toMatchObject({
    ok: true,
    request: { command: 'status', sessionId: one.id },
    recorder: { name: 'recorder-remote', pid: first.pid },
    sessions: [{ sessionId: one.id, phase: 'recording' }],
  });
  const recordingId = status?.sessions[0]?.recordingId;
  const [stopped] = await remote(exchange, ['stop', one.id]);
  expect(stopped).toMatchObject({
    ok: true,
    done: true,
    sessions: [{ phase: 'stopped', recordingId }],
  });

  await first.killAll();
  // The recorder is dead: its order waits in its queue.
  const waiting = remote(exchange, ['start', one.id, '--wait', '90']);
  const second = lab.recorder(changes);
  await second.ready();
  const [carriedOut] = await waiting;
  expect(carriedOut).toMatchObject({
    ok: true,
    recorder: { pid: second.pid },
    sessions: [{ sessionId: one.id, phase: 'recording', recordingId }],
  });

  const [all] = await remote(exchange, ['stop']);
  expect(all?.sessions.map(({ phase }) => phase)).toEqual(['stopped', 'stopped']);
  expect(await remote(exchange, ['stop', 'of-another-recorder', '--wait', '3'])).toEqual([]);
  await Promise.all([one, two].map(({ id }) => stack.project.stopSession(id)));
  for (const { id } of [one, two]) {
    const { manifest } = receiptOf(await second.receipt(id));
    expect(manifest.gaps.map(({ reason }) => reason)).toContain('recorder-restart');
  }
});
