/** Recordings that were left open: closed by timer, by command, never while somebody writes them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually, receiptOf, runCli, type Finished } from './support/recorder-process.ts';

const { stack, begin } = useLab();

const manifestSchema = z.looseObject({
  recordingId: z.string(),
  status: z.string(),
  endReason: z.string().nullable(),
});

function recordings(lab: LabCase): string[] {
  const root = join(lab.dataFolder, 'recordings');
  return readdirSync(root).flatMap((project) =>
    readdirSync(join(root, project)).map((name) => join(root, project, name)),
  );
}

function manifestOf(folder: string): z.infer<typeof manifestSchema> {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
}

const outcomes = ({ stdout }: Finished): unknown[] =>
  stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { outcome: unknown }).outcome);

const finalize = (...args: string[]): Promise<Finished> => runCli(['finalize', '--json', ...args]);

test('the command refuses what is being recorded, closes what a crash left, and the next start uploads it', async () => {
  const lab = begin('command');
  const { project } = stack();
  const recorder = lab.recorder();
  await recorder.ready();
  const session = await project.createSession({ name: 'Left open' });
  await recorder.recording(session.id);
  await eventually('a segment', () => recordings(lab).length === 1);
  const [folder = ''] = recordings(lab);
  expect(outcomes(await finalize('--older-than', '0', lab.dataFolder))).toEqual(['held']);
  const named = await finalize(folder);
  expect([named.code, outcomes(named)]).toEqual([1, ['held']]);

  await recorder.killAll();
  // Its capture child may take a moment longer to end than the recorder.
  let left = ['held'];
  await eventually('nothing holds it any more', async () => {
    left = outcomes(await finalize(lab.dataFolder)).map(String);
    return left.join() !== 'held';
  });
  expect(left).toEqual(['recent']);
  const closed = await finalize('--older-than', '0', lab.dataFolder);
  expect([closed.code, outcomes(closed)]).toEqual([0, ['finalised']]);
  expect(manifestOf(folder)).toMatchObject({ endReason: 'stale' });
  expect((await runCli(['verify', folder])).code).not.toBe(1);
  expect(outcomes(await finalize(folder))).toEqual(['final']);
  expect((await finalize(lab.ledgerDir)).code).toBe(2);

  // The session still runs: what follows is not missed, and is a recording of its own.
  const next = lab.recorder();
  await next.uploaded(session.id);
  await next.recording(session.id);
  await project.stopSession(session.id);
  await eventually('both are final', () => {
    const all = recordings(lab).map(manifestOf);
    return all.length === 2 && all.every(({ status }) => status !== 'recording');
  });
  expect(manifestOf(folder)).toMatchObject({ endReason: 'stale' });
  expect(await next.stop()).toBe(0);
});

test('switched off, only the command closes a recording; beside the running recorder, which uploads it', async () => {
  const lab = begin('off');
  const { project } = stack();
  const recorder = lab.recorder({ RECORDER_FINALIZE: 'off', RECORDER_FINALIZE_SECONDS: '1' });
  await recorder.ready();
  const session = await project.createSession({ name: 'Closed by hand' });
  await recorder.recording(session.id);
  await project.stopSession(session.id);
  await recorder.until(
    'ended',
    (line) => line['sessionId'] === session.id && line['phase'] === 'ended',
  );
  const [folder = ''] = recordings(lab);
  expect(manifestOf(folder).status).toBe('recording');
  expect(outcomes(await finalize(folder))).toEqual(['finalised']);
  expect(manifestOf(folder)).toMatchObject({ status: 'complete', endReason: 'session-stopped' });
  await recorder.uploaded(session.id);
});

test('the timer closes what a crash left of a project that is not followed any more', async () => {
  const lab = begin('timer');
  const { project, livekit } = stack();
  const first = lab.recorder();
  await first.ready();
  const session = await project.createSession({ name: 'Orphan' });
  await first.recording(session.id);
  await first.killAll();
  const other = {
    PROJECTS__0__PROJECT_ID: 'aaaaaaaa-0000-4000-8000-00000000000f',
    RECORDER_FINALIZE_SECONDS: '1',
  };
  const second = lab.recorder(other);
  const { manifest } = receiptOf(await second.receipt(session.id));
  expect(manifest).toMatchObject({ endReason: 'stale', session: { id: session.id } });
  expect(livekit.running).toBe(true);
});
