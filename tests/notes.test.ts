/** Notes from outside: taken, withdrawn, over a crash, found by the independent checker and in exports. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { controlReplySchema, type ControlReply } from '../src/shared/control-protocol.ts';
import { useLab } from './support/lab.ts';
import { receiptOf, runCli } from './support/recorder-process.ts';

const { stack, begin } = useLab();

async function note(dataFolder: string, ...args: string[]): Promise<ControlReply> {
  const { stdout, stderr } = await runCli(['note', ...args, '--data', dataFolder, '--json']);
  if (stdout === '') throw new Error(stderr);
  return controlReplySchema.parse(JSON.parse(stdout));
}

test('notes stand in the journal with the time of the order, also of both lanes and over a crash', async () => {
  const lab = begin('notes');
  const recorder = lab.recorder({ RECORDER_REDUNDANT: 'on' });
  await recorder.ready();
  const session = await stack().project.createSession({ name: 'Noted' });
  await recorder.recording(session.id);
  const device = await lab.deviceIn(session, { name: 'one', group: 'g' });

  const before = BigInt(Date.now()) * 1_000_000n;
  const taken = await note(lab.dataFolder, session.id, 'a fire alarm', '--category', 'noise');
  expect(taken).toMatchObject({ ok: true, done: true, note: { text: 'a fire alarm' } });
  const pressed = BigInt(taken.note?.pressed ?? 0);
  expect(pressed).toBeGreaterThan(before);
  expect(pressed).toBeLessThan(BigInt(Date.now()) * 1_000_000n);

  const wrong = await note(lab.dataFolder, session.id, 'a mistake');
  const withdrawn = await note(lab.dataFolder, session.id, '--withdraw', wrong.note?.id ?? '');
  expect(withdrawn).toMatchObject({ ok: true, note: { text: 'a mistake', isWithdrawn: true } });
  const unknown = await note(lab.dataFolder, session.id, '--withdraw', 'nothing');
  expect(unknown).toMatchObject({ ok: false, error: { code: 'note-not-taken' } });
  const { code, stderr } = await runCli(['note', session.id, ' ', '--data', lab.dataFolder]);
  expect({ code, says: stderr.includes('Give the text') }).toEqual({ code: 2, says: true });

  process.kill(recorder.capturePid, 'SIGKILL');
  const over = await note(lab.dataFolder, session.id, 'while it died');
  expect(over).toMatchObject({ ok: true, note: { text: 'while it died' } });

  await device.stop();
  await stack().project.stopSession(session.id);
  const { folder } = receiptOf(await recorder.receipt(session.id));
  await recorder.stop();
  const result = await lab.check(null);
  expect(result.problems).toEqual([]);
  expect(result.taken.map(({ text, category }) => [text, category])).toEqual([
    ['a fire alarm', 'noise'],
    ['while it died', null],
  ]);
  for (const format of ['events', 'vtt']) {
    const out = join(lab.dataFolder, `out.${format}`);
    const args = ['--format', format, '--start', 'recording', '--out', out];
    expect((await runCli(['export', folder, ...args])).code).toBe(0);
    const text = readFileSync(out, 'utf8');
    expect(text.match(/a fire alarm|while it died|a mistake/g)).toEqual([
      'a fire alarm',
      'while it died',
    ]);
  }
});
