/** Looking into a session while it runs waits for no index of what is closed already. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useLab } from './support/lab.ts';
import { eventually } from './support/recorder-process.ts';

const { stack, begin } = useLab();

test('a closed segment has its index while the session goes on', async () => {
  const lab = begin('indexes');
  const recorder = lab.recorder({ RECORDER_SEGMENT_MIB: '1' });
  await recorder.ready();
  await lab.device({ name: 'device-index', group: 'indexes', ratePerSecond: 300 });
  const { project } = stack();
  const session = await project.createSession({ name: 'indexes', deviceGroups: ['indexes'] });
  await recorder.recording(session.id);
  const files = (): string[] => readdirSync(lab.dataFolder, { recursive: true, encoding: 'utf8' });
  await eventually('an index', () => files().some((path) => path.endsWith('.index')), 40_000);
  expect(recorder.lines.some(({ type }) => type === 'receipt')).toBe(false);
});
