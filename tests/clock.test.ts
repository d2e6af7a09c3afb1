/** The clock of the recording computer against a time server, LiveKit and SyncFlow's own recordings. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { TestTimeServer } from '../stack/services/time-server.ts';
import { useLab } from './support/lab.ts';
import { eventually, receiptOf } from './support/recorder-process.ts';

const { stack, begin } = useLab();
let timeServer: TestTimeServer;

beforeAll(async () => {
  timeServer = await TestTimeServer.start();
});

afterAll(() => timeServer.stop());

const clockLine = z.looseObject({
  kind: z.literal('clock'),
  event: z.string(),
  reference: z.string(),
  offset: z.string(),
  uncertainty: z.string(),
});

function clockLines(folder: string): z.infer<typeof clockLine>[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => clockLine.safeParse(JSON.parse(line)).data)
    .filter((line) => line !== undefined);
}

test('offsets to a time server and to LiveKit, and when SyncFlow began to record the picture', async () => {
  const lab = begin('clock');
  const { project, standIn } = stack();
  timeServer.behaviour.offset = 7;
  const recorder = lab.recorder({
    RECORDER_NTP: timeServer.setting,
    RECORDER_CLOCK_SECONDS: '1',
  });
  await recorder.ready();
  const session = await project.createSession({ name: 'Filmed' });
  await recorder.recording(session.id);
  const began = 1_760_000_020_678_644_736n;
  const kept = standIn.store.sessions.get(session.id);
  if (kept === undefined) throw new Error('the stand-in has the session');
  const track = { egressId: 'EG_1', trackId: 'TR_VC1', startedAt: began };
  kept.recordings = [{ ...track, status: 'EGRESS_ACTIVE', destination: null }];
  const device = await lab.deviceIn(session, { name: 'one', group: 'g' });
  const openManifest = z.looseObject({
    status: z.literal('recording'),
    videoRecordings: z.array(z.looseObject({ startedAt: z.string() })),
  });
  await eventually('the open manifest has it', () => {
    const root = join(lab.dataFolder, 'recordings');
    return readdirSync(root).some((one) =>
      readdirSync(join(root, one)).some((recording) => {
        const file = join(root, one, recording, 'manifest.json');
        return openManifest.safeParse(JSON.parse(readFileSync(file, 'utf8'))).success;
      }),
    );
  });
  const asked = timeServer.asked;
  await eventually('asked again', () => timeServer.asked > asked);
  await eventually('the device sends', () => device.sent() > 0);
  await device.stop();
  await project.stopSession(session.id);
  const { manifest, folder } = receiptOf(await recorder.receipt(session.id));
  expect(manifest).toMatchObject({
    status: 'complete',
    clock: { ntp: { server: timeServer.setting }, moves: [] },
    videoRecordings: [{ egressId: 'EG_1', startedAt: String(began), status: 'EGRESS_ACTIVE' }],
  });
  const lines = clockLines(folder);
  const events = (reference: string): string[] =>
    lines.filter((line) => line.reference === reference).map(({ event }) => event);
  for (const reference of ['ntp', 'livekit']) {
    expect(events(reference)[0]).toBe('start');
    expect(events(reference).at(-1)).toBe('end');
    expect(events(reference)).toContain('periodic');
  }
  for (const { reference, offset, uncertainty } of lines) {
    // LiveKit runs on this computer; the test's time server is seven seconds ahead of it.
    const wrong = Number(offset) / 1e6 - (reference === 'ntp' ? 7000 : 0);
    expect(Math.abs(wrong)).toBeLessThanOrEqual(Number(uncertainty) / 1e6 + 4);
  }
  expect(await lab.check(null)).toMatchObject({ exitCode: 0, missing: 0, problems: [] });
});
