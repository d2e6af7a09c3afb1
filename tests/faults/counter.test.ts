/** A counter in the payload, read where senders give no numbers: what does not arrive is named. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataPacket, UserPacket } from '@livekit/protocol';
import { AccessToken } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkJournals } from '../../stack/check-run.ts';
import { startFastSender } from '../../stack/fast-sender/fast-sender.ts';
import { startPacketSender, type PacketSender } from '../../stack/fast-sender/packet-sender.ts';
import { LiveKit } from '../../stack/services/livekit.ts';
import { journalLines } from '../support/journal.ts';
import { eventually, receiptOf, RecorderProcess, runCli } from '../support/recorder-process.ts';

let folder: string;
let livekit: LiveKit;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'counter-'));
  livekit = await LiveKit.create({ folder });
  await livekit.start();
});

afterAll(async () => {
  await livekit.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function device(room: string): Promise<PacketSender> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: 'glove' });
  const grant = { roomJoin: true, room, canPublish: true, canPublishData: true };
  token.addGrant({ ...grant, canSubscribe: false });
  return startPacketSender(livekit.wsUrl, await token.toJwt());
}

/** A channel of our own is as reliable as the SDK's, and its packets carry no number. */
function packet(
  topic: string,
  seq: number,
  channel = '_reliable',
): Parameters<PacketSender['send']>[0] {
  const payload = Buffer.from(JSON.stringify({ at: 'wrist', header: { seq } }));
  const value = new UserPacket({ payload, topic });
  return { channel, data: new DataPacket({ value: { case: 'user', value } }).toBinary() };
}

test('skipped numbers are named; a counter that begins again is told apart', async () => {
  const room = 'counted';
  const data = join(folder, 'data');
  const ledgers = join(folder, 'ledgers');
  mkdirSync(ledgers);
  const { apiKey, apiSecret, wsUrl } = livekit;
  const server = ['--livekit-url', wsUrl, '--api-key', apiKey, '--api-secret', apiSecret];
  const args = ['record', ...server, '--room', room, '--plain-host', '127.0.0.1', '--data', data];
  const rule = ['--counter', '$.header.seq in imu*'];
  const recorder = new RecorderProcess([...args, ...rule], join(folder, 'log'));
  try {
    await recorder.until('recording', (line) => line['phase'] === 'recording');
    const numbered = await startFastSender({
      ...{ livekit, room, rate: 100, seconds: 600, ledger: join(ledgers, 'fast.jsonl') },
    });
    const glove = await device(room);
    const skipping = [1, 2, 3, 4, 8, 9, 10, 11, 12, 20, 21, 1, 2, 4, 5, 6];
    for (const seq of skipping) await glove.send(packet('imu/left', seq));
    for (const seq of [5, 6, 7, 10]) await glove.send(packet('imu/right', seq));
    // Another topic than the rule's, and packets that have numbers.
    for (const seq of [1, 5, 9]) await glove.send(packet('noise', seq));
    for (const seq of [1, 5, 9]) await glove.send(packet('imu/numbered', seq, 'reliable'));
    const counterGaps = () =>
      journalLines(data).filter((line) => line.kind === 'gap' && line.reason === 'counter');
    await eventually('the gaps', () => counterGaps().length >= 4, 40_000);
    const { sid } = await glove.end();
    numbered.stop();
    await numbered.result;
    process.kill(recorder.pid, 'SIGINT');
    const receipt = receiptOf(await recorder.until('receipt', (line) => line.type === 'receipt'));
    expect(await recorder.exited).toBe(0);
    const found = counterGaps().map((gap) => [gap.topic, gap.firstMissing, gap.lastMissing]);
    expect(found.sort()).toEqual([
      ['imu/left', 13, 19],
      ['imu/left', 3, 3],
      ['imu/left', 5, 7],
      ['imu/right', 8, 9],
    ]);
    for (const gap of counterGaps()) expect(gap).toMatchObject({ identity: 'glove', sid });
    expect(receipt.manifest.status).toBe('complete-but');
    expect(receipt.manifest.gaps).toHaveLength(4);
    expect((await runCli(['verify', data])).code).toBe(3);
    const checked = await checkJournals(ledgers, data);
    expect(checked).toMatchObject({ exitCode: 0, problems: [], missing: 0 });
  } finally {
    await recorder.killAll();
  }
}, 120_000);

test('what is no rule is refused', async () => {
  const server = ['--livekit-url', livekit.wsUrl, '--api-key', 'k', '--api-secret', 'secret'];
  const args = ['record', ...server, '--room', 'r', '--data', join(folder, 'none')];
  const refused = await runCli([...args, '--plain-host', '127.0.0.1', '--counter', 'seq']);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('config-bad-value');
});
