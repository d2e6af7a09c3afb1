/** Health, readiness and metrics of the built recorder, asked over HTTP as a watcher would. */
import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { useLab } from './support/lab.ts';
import { eventually } from './support/recorder-process.ts';

const { stack, begin } = useLab();

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** By hand: fetch would not send another Host. */
function ask(port: number, path: string, method = 'GET', host?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    const sent = request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body });
      });
    });
    sent.on('error', reject).end();
  });
}

const readinessSchema = z.object({
  ready: z.boolean(),
  missing: z.array(z.object({ part: z.string(), code: z.string().nullable() })),
});

/** Value of the one line of the Prometheus text format that begins so. */
function valueOf(text: string, name: string): number {
  const line = text.split('\n').find((one) => one.startsWith(name));
  if (line === undefined) throw new Error(`no ${name} in\n${text}`);
  return Number(line.slice(line.lastIndexOf(' ') + 1));
}

test('it lives, is ready, counts what it records, and names the broker that is down', async () => {
  const lab = begin('monitored');
  const { project, broker, standIn } = stack();
  const recorder = lab.recorder({ RECORDER_MONITOR: '0' });
  const { monitorPort } = z.looseObject({ monitorPort: z.number() }).parse(await recorder.ready());

  expect(await ask(monitorPort, '/healthz')).toMatchObject({ status: 200 });
  await eventually('ready', async () => (await ask(monitorPort, '/readyz')).status === 200);

  const session = await project.createSession({ name: 'Counted' });
  await recorder.recording(session.id);
  const device = await lab.deviceIn(session, { name: 'counted', group: 'g', seconds: 3 });
  const messages = `syncflow_recorder_session_messages{session="${session.id}"`;
  await eventually('all counted', async () => {
    const { body } = await ask(monitorPort, '/metrics');
    return device.sent() > 20 && valueOf(body, messages) >= device.sent();
  });
  await device.stop();
  await project.stopSession(session.id);
  const { manifest } = z
    .looseObject({ manifest: z.looseObject({ counts: z.object({ messages: z.number() }) }) })
    .parse(await recorder.receipt(session.id));
  const { body } = await ask(monitorPort, '/metrics');
  expect(valueOf(body, 'syncflow_recorder_recordings_finalised_total{status="complete"}')).toBe(1);
  expect(valueOf(body, 'syncflow_recorder_messages_finalised_total')).toBe(
    manifest.counts.messages,
  );
  expect(body).not.toContain(messages);
  expect(body).not.toContain(project.secret);

  await broker.stop();
  await eventually('not ready', async () => (await ask(monitorPort, '/readyz')).status === 503);
  const missing = readinessSchema.parse(JSON.parse((await ask(monitorPort, '/readyz')).body));
  expect(missing).toMatchObject({ ready: false, missing: [{ part: 'broker' }] });
  expect((await ask(monitorPort, '/healthz')).status).toBe(200);
  await broker.start();
  // SyncFlow declares its exchange when it starts, and the broker has forgotten it.
  await standIn.restart();
  await eventually('ready again', async () => (await ask(monitorPort, '/readyz')).status === 200);

  expect((await ask(monitorPort, '/metrics', 'POST')).status).toBe(405);
  expect((await ask(monitorPort, '/elsewhere')).status).toBe(404);
  // A page that gave its own name this computer's address (DNS rebinding).
  expect((await ask(monitorPort, '/metrics', 'GET', 'attacker.example')).status).toBe(421);
});

test('the log is Elastic Common Schema', async () => {
  const lab = begin('ecs');
  const recorder = lab.recorder();
  await recorder.ready();
  const lineSchema = z.looseObject({
    '@timestamp': z.iso.datetime(),
    'log.level': z.enum(['info', 'warn', 'error', 'debug']),
    'ecs.version': z.string(),
    'service.name': z.literal('syncflow-recorder'),
    message: z.string().min(1),
  });
  expect(await recorder.stop()).toBe(0);
  const lines = readFileSync(recorder.logFile, 'utf8').split('\n');
  const logged = lines.filter((line) => line.includes('"@timestamp"'));
  expect(logged.length).toBeGreaterThan(0);
  for (const line of logged) lineSchema.parse(JSON.parse(line));
});
