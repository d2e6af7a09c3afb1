/** Every session once, whatever becomes of announcements, broker and API. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually } from './support/recorder-process.ts';

const full = process.env['RECORDER_TEST_FULL'] === '1';
const { stack, begin } = useLab();

const manifestSchema = z.looseObject({ session: z.looseObject({ id: z.string() }) });

/** The sessions of all recordings on disk, sorted; one that was recorded twice is there twice. */
function recordedSessions(lab: LabCase): string[] {
  const root = join(lab.dataFolder, 'recordings');
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .flatMap((project) =>
      readdirSync(join(root, project)).map((name) => join(root, project, name, 'manifest.json')),
    )
    .filter((file) => existsSync(file))
    .map((file) => manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).session.id)
    .sort();
}

test('many sessions at once, each announced twice, and a hundred malformed ones between them', async () => {
  const lab = begin('storm');
  const { project, standIn } = stack();
  const recorder = lab.recorder({ RECORDER_UPLOAD: 'off' });
  await recorder.ready();
  await recorder.until('listening', () =>
    recorder.logTail().includes('listening to announcements'),
  );
  standIn.faults.set({ repeatAnnouncements: 1 });
  const wanted: string[] = [];
  for (let count = 0; count < (full ? 200 : 40); count += 1) {
    const session = await project.createSession({
      name: `Storm ${count}`,
      deviceGroups: ['recorders'],
    });
    wanted.push(session.id);
    if (count >= 100) continue;
    const bad = ['{', '[]', '{"sessionId":"x"}', '\u0000', '{"sessionId":null,"sessionName":1}'];
    for (let more = 0; more < (full ? 1 : 100 / 40); more += 1) {
      await standIn.faults.publishRaw(
        `${project.id}.recorders`,
        Buffer.from(bad[(count + more) % bad.length] ?? ''),
      );
    }
  }
  standIn.faults.reset();
  const last = new Map<string, unknown>();
  await eventually(
    'all are being recorded',
    () => {
      for (const line of recorder.lines) {
        if (line.type === 'session') last.set(String(line['sessionId']), line['phase']);
      }
      return wanted.every((id) => last.get(id) === 'recording');
    },
    120_000,
  );
  expect(recordedSessions(lab)).toEqual([...wanted].sort());
  const kept = readdirSync(join(lab.dataFolder, 'dead-letter'));
  expect(kept.length).toBeGreaterThanOrEqual(100);
  expect(await recorder.stop()).toBe(0);
  for (const id of wanted) await project.stopSession(id);
});

test('broker killed, exchange gone, API failing, hanging, and answering 500 having made the thing', async () => {
  const lab = begin('faults');
  const { project, standIn, broker } = stack();
  const recorder = lab.recorder({ RECORDER_UPLOAD: 'off' });
  await recorder.ready();
  const listening = (): number =>
    readFileSync(recorder.logFile, 'utf8').split('listening to announcements').length - 1;
  await eventually('listening', () => listening() === 1);
  const make = async (name: string): Promise<string> => {
    await project.createSession({ name, deviceGroups: ['recorders'] }).catch(() => undefined);
    let found: string | undefined;
    await eventually('the session was made', async () => {
      const all = await project.sessions().catch(() => []);
      found = all.find((session) => session.name === name)?.id;
      return found !== undefined;
    });
    return found ?? '';
  };
  const wanted: string[] = [];

  standIn.faults.set({ failCreateSession: true });
  wanted.push(await make('Made all the same'));
  standIn.faults.reset();

  standIn.faults.set({ fail: ['get-session', 'token'], slow: ['list-sessions'], latencyMs: 500 });
  wanted.push(await make('While the API fails'));
  standIn.faults.set({ fail: [], hang: ['get-session', 'token'], hangSeconds: 2 });
  wanted.push(await make('While the API hangs'));
  await recorder.until('it says so', () => recorder.logTail().includes('syncflow-'));
  standIn.faults.reset();
  for (const id of wanted) await recorder.recording(id);

  await broker.kill();
  wanted.push(await make('While the broker is gone'));
  await recorder.recording(wanted.at(-1) ?? '');
  await broker.start();
  await eventually('the exchange is missed', () =>
    readFileSync(recorder.logFile, 'utf8').includes('broker-no-exchange'),
  );
  await broker.assertExchange('syncflow-sessions');
  await eventually('listening again', () => listening() >= 2, 60_000);
  const announced = (id: string): Promise<void> =>
    broker.publish(
      'syncflow-sessions',
      `${project.id}.recorders`,
      JSON.stringify({ session_id: id, session_name: 'Silent', session_join_token: 'none' }),
    );
  const silent = await project.createSession({ name: 'Silent' });
  await announced(silent.id);
  await announced(silent.id);
  wanted.push(silent.id);
  await recorder.recording(silent.id);
  expect(recordedSessions(lab)).toEqual([...wanted].sort());
  expect(await recorder.stop()).toBe(0);
});
