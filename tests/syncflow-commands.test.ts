/** Sessions and devices of SyncFlow from the command line, against the stand-in and real devices. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { useLab } from './support/lab.ts';
import { pingResultSchema } from '../src/shared/ping.ts';
import { journalLines } from './support/journal.ts';
import { eventually, runCli } from './support/recorder-process.ts';

const { stack, begin } = useLab();

const lineSchema = z.looseObject({ type: z.string() });

test('one command: a session is made, the devices of its group join, the missing one is named', async () => {
  const lab = begin('one-command');
  const envFile = lab.envFile();
  const cli = async (
    ...args: string[]
  ): Promise<{ code: number | null; lines: z.infer<typeof lineSchema>[] }> => {
    const all = [...args, '--env-file', envFile, '--data', lab.dataFolder, '--json'];
    const { code, stdout, stderr } = await runCli(all);
    if (stdout === '' && code !== 0) throw new Error(stderr);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return { code, lines: lines.map((line) => lineSchema.parse(JSON.parse(line))) };
  };
  for (const name of ['left', 'right', 'broken']) {
    const made = await cli('devices', 'register', name, 'desks');
    expect(made.lines).toMatchObject([{ type: 'syncflow-device', name, group: 'desks' }]);
  }
  const again = await cli('devices', 'register', 'left', 'desks');
  const devices = await cli('devices', 'list');
  expect(devices.lines.filter((line) => line['name'] === 'left')).toEqual(again.lines);

  for (const name of ['left', 'right']) {
    await lab.device({ name, group: 'desks', startWhen: 'joined' });
  }
  const created = await cli(
    'sessions',
    'create',
    '--name',
    'Class',
    '--group',
    'desks',
    '--wait',
    '10',
  );
  expect(created.code).toBe(1);
  const [session, presence] = created.lines;
  expect(session).toMatchObject({ type: 'syncflow-session', name: 'Class', status: 'Started' });
  expect(presence).toMatchObject({
    type: 'presence',
    expected: [
      { name: 'broken', isPresent: false },
      { name: 'left', isPresent: true },
      { name: 'right', isPresent: true },
    ],
  });
  const id = z.string().parse(session?.['id']);
  const broken = devices.lines.find((line) => line['name'] === 'broken');
  await cli('devices', 'delete', z.string().parse(broken?.['id']));
  const there = await cli('sessions', 'participants', id, '--group', 'desks');
  expect(there.lines[0]?.['expected']).toHaveLength(2);

  expect((await cli('sessions', 'list')).lines).toMatchObject([{ id, status: 'Started' }]);
  expect((await cli('sessions', 'stop', id)).lines).toMatchObject([{ id, status: 'Stopped' }]);
  expect((await cli('sessions', 'list')).lines).toEqual([]);
});

test('SyncFlow answers 500 having made the session: it is found, and not made again', async () => {
  const lab = begin('made-all-the-same');
  const { project, broker, standIn } = stack();
  await project.registerGroup('unheard');
  await broker.stop();
  const args = ['--env-file', lab.envFile(), '--data', lab.dataFolder, '--json'];
  const { code, stdout } = await runCli([
    'sessions',
    'create',
    '--name',
    'Once',
    '--group',
    'unheard',
    ...args,
  ]);
  expect(code).toBe(0);
  const made = lineSchema.parse(JSON.parse(stdout.split('\n')[0] ?? ''));
  expect(made).toMatchObject({ type: 'syncflow-session', name: 'Once', status: 'Started' });
  expect((await project.sessions()).filter(({ name }) => name === 'Once')).toHaveLength(1);
  await broker.start();
  await standIn.restart();
});

test('ping: by the running recorder, which marks its recording, and without one', async () => {
  const lab = begin('ping');
  const recorder = lab.recorder();
  await recorder.ready();
  const session = await stack().project.createSession({ name: 'Asked' });
  await recorder.recording(session.id);
  const device = await lab.deviceIn(session, { name: 'hears', group: 'g', startWhen: 'recording' });
  await eventually('the device sends', () => device.sent() > 0);

  const args = ['sessions', 'ping', session.id, '--env-file', lab.envFile(), '--data'];
  const ping = async (
    dataFolder: string,
  ): Promise<{ code: number | null; result: z.infer<typeof pingResultSchema> }> => {
    const { code, stdout, stderr } = await runCli([...args, dataFolder, '--json']);
    if (stdout === '') throw new Error(stderr);
    return { code, result: pingResultSchema.parse(JSON.parse(stdout)) };
  };
  // LiveKit may tell a busy device of the one who asks too late for its answer.
  let answered = await ping(lab.dataFolder);
  for (let tries = 1; answered.code !== 0 && tries < 4; tries += 1) {
    expect(answered.result).toMatchObject({ answers: [], silent: [{ identity: 'hears' }] });
    answered = await ping(lab.dataFolder);
  }
  expect(answered.code).toBe(0);
  expect(answered.result).toMatchObject({
    sessionId: session.id,
    answers: [{ identity: 'hears' }],
    silent: [],
    absent: [],
    isMarked: true,
  });
  const elsewhere = await ping(`${lab.dataFolder}-of-nobody`);
  expect(elsewhere.result).toMatchObject({ answers: [{ identity: 'hears' }], isMarked: false });

  await device.stop();
  await stack().project.stopSession(session.id);
  await recorder.receipt(session.id);
  const lines = journalLines(lab.dataFolder);
  const marks = lines.filter(({ kind, text }) => kind === 'note' && text?.startsWith('ping:'));
  expect(marks.slice(-2).map(({ text }) => text)).toEqual([
    'ping: asked hears',
    'ping: 1 answered',
  ]);
  // The questions of both stand in the recording; the answers went to those who asked alone.
  const onTopic = lines.filter(({ topic }) => topic === 'syncflow.ping');
  expect(onTopic.every(({ identity }) => identity?.startsWith('syncflow-ping-'))).toBe(true);
  expect(new Set(onTopic.map(({ identity }) => identity)).size).toBeGreaterThanOrEqual(2);
  expect(await lab.check(null)).toMatchObject({ exitCode: 0, missing: 0, problems: [] });
});
