/** Broker over amqps and API over https, with an authority of one's own; and certificates that are no good. */
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { TlsFront } from '../stack/network/tls-front.ts';
import { CertificateAuthority } from '../stack/services/certificates.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually, receiptOf, RecorderProcess, runCli } from './support/recorder-process.ts';
import { withoutSyncflow } from './support/without-syncflow.ts';

const { stack, begin } = useLab({ tls: true });

type Changes = Readonly<Record<string, string | undefined>>;

async function front(host: string, port: number, days?: number): Promise<TlsFront> {
  const made = await TlsFront.start(stack().authority.make(host, days), port);
  onTestFinished(() => made.stop());
  return made;
}

/** Everything of SyncFlow over TLS; only LiveKit and the bucket, which have no TLS here, without. */
async function encrypted(): Promise<Record<string, string>> {
  const { standIn, broker, authority } = stack();
  const api = await front('localhost', standIn.port);
  return {
    SYNCFLOW_SERVER_URL: `https://localhost:${api.port}`,
    RABBITMQ_HOST: 'localhost',
    RABBITMQ_PORT: String(broker.tlsPort),
    RECORDER_BROKER_TLS: 'on',
    RECORDER_CA: authority.ca,
  };
}

const stepSchema = z.looseObject({
  step: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  error: z.looseObject({ code: z.string(), fix: z.string() }).nullable(),
});

let settingsMade = 0;

/** What `check` says of one step. */
async function checked(
  lab: LabCase,
  step: string,
  changes: Changes,
): Promise<z.infer<typeof stepSchema>> {
  settingsMade += 1;
  const envFile = lab.envFile(changes, settingsMade);
  const args = ['check', '--env-file', envFile, '--data', lab.dataFolder, '--json'];
  const { stdout } = await runCli(args);
  const steps = stdout
    .trim()
    .split('\n')
    .map((line) => stepSchema.parse(JSON.parse(line)));
  const found = steps.find((one) => one.step === `project 0, ${step}`);
  if (found === undefined) throw new Error(`no step ${step} in ${stdout}`);
  return found;
}

test('a session is recorded over amqps and https, with an authority of its own', async () => {
  const lab = begin('encrypted');
  const { project, folder } = stack();
  const envFile = lab.envFile(await encrypted());
  const recorder = new RecorderProcess(
    ['run', '--env-file', envFile, '--data', lab.dataFolder],
    join(folder, 'encrypted.log'),
  );
  onTestFinished(() => recorder.killAll());
  await recorder.until('listening', () =>
    recorder.logTail().includes('listening to announcements'),
  );
  const session = await project.createSession({ name: 'Sealed', deviceGroups: ['recorders'] });
  await recorder.recording(session.id);
  await project.stopSession(session.id);
  expect(receiptOf(await recorder.receipt(session.id)).manifest.status).toBe('complete');
  expect(await recorder.stop()).toBe(0);
});

test.each(['wire', 'rtc-node'])(
  'a LiveKit server and a bucket behind that authority, by %s',
  async (capture) => {
    const lab = begin(`livekit-${capture}`);
    const { livekit, s3, authority } = stack();
    const rooms = livekit.rooms();
    const [server, bucket] = await Promise.all([
      front('localhost', Number(new URL(livekit.wsUrl).port)),
      front('localhost', Number(new URL(s3.endpoint).port)),
    ]);
    const room = await rooms.createRoom({ name: `sealed-${capture}` });
    const recorder = lab.recorder({
      ...withoutSyncflow,
      PROJECTS__0__LIVEKIT_URL: `wss://localhost:${server.port}`,
      PROJECTS__0__KEY: livekit.apiKey,
      PROJECTS__0__SECRET: livekit.apiSecret,
      PROJECTS__0__ROOMS: room.name,
      PROJECTS__0__S3_CONFIG__ENDPOINT: `https://localhost:${bucket.port}`,
      RECORDER_CA: authority.ca,
      RECORDER_CAPTURE: capture,
      RECORDER_ROOMS_POLL_SECONDS: '1',
      RECORDER_PLAIN_HOSTS: '',
    });
    await recorder.recording(room.sid);
    const device = await lab.deviceInRoom(room, { name: 'imu', group: 'any' });
    // rtc-node knows no sender in its first three seconds (docs/capture.md).
    await eventually('the device sends', () => device.sent() > 100);
    await device.stop();
    await rooms.deleteRoom(room.name);
    await recorder.receipt(room.sid);
    await recorder.uploaded(room.sid);
    expect(await recorder.stop()).toBe(0);
    const { recorded, altered } = await lab.check(null);
    expect(recorded).toBeGreaterThan(20);
    expect(altered).toBe(0);
  },
);

test('a certificate that is no good, or no TLS at all, is named, and what to do', async () => {
  const lab = begin('no-good');
  const { broker, folder } = stack();
  const good = await encrypted();
  const other = new CertificateAuthority(join(folder, 'other-authority'));
  const expired = await front('localhost', broker.port, -1);
  const unsealed = { ...good, RECORDER_BROKER_TLS: 'off', RABBITMQ_PORT: String(broker.port) };
  const cases: [string, string, Changes, string, string][] = [
    ['broker', 'tls-untrusted', { ...good, RECORDER_CA: other.ca }, 'authority', 'RECORDER_CA'],
    [
      'broker',
      'tls-expired',
      { ...good, RABBITMQ_PORT: String(expired.port) },
      'not valid today',
      'renew',
    ],
    [
      'broker',
      'tls-wrong-host',
      { ...good, RABBITMQ_HOST: '127.0.0.1' },
      'another host name',
      'host name',
    ],
    ['broker', 'plain-connection-refused', unsealed, 'without TLS', 'RECORDER_PLAIN_HOSTS'],
    ['SyncFlow', 'tls-untrusted', { ...good, RECORDER_CA: undefined }, 'authority', 'RECORDER_CA'],
  ];
  const seen = await Promise.all(cases.map(([step, , changes]) => checked(lab, step, changes)));
  for (const [index, [, code, , words, fix]] of cases.entries()) {
    const { ok, detail, error } = seen[index] ?? { ok: true, detail: '', error: null };
    expect([ok, error?.code]).toEqual([false, code]);
    expect(detail).toContain(words);
    expect(error?.fix).toContain(fix);
  }
  expect((await checked(lab, 'broker', good)).ok).toBe(true);
});
