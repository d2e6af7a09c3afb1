/**
 * The recorder on a computer whose network fails, as the kernel does it: in a network namespace of its
 * own. Whatever is missing is named exactly.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startFastSender } from '../../stack/fast-sender/fast-sender.ts';
import { NetworkNamespace, whyNoNamespaces } from '../../stack/network/namespace.ts';
import { LiveKit } from '../../stack/services/livekit.ts';
import { journalLines, type JournalLine } from '../support/journal.ts';
import { eventually, RecorderProcess } from '../support/recorder-process.ts';
import { caughtUp, lossesOf, type Losses } from './losses.ts';

const full = process.env['RECORDER_TEST_FULL'] === '1';
const RATE = 500;
const why = whyNoNamespaces();
if (why !== null) process.stdout.write(`skipped: ${why}\n`);

let folder: string;
let network: NetworkNamespace;
let livekit: LiveKit;
let recorder: RecorderProcess | null = null;

interface Recorded extends Omit<Losses, 'peerMissing' | 'sender'> {
  readonly lines: readonly JournalLine[];
}

/** Records while it happens; the fault begins when messages arrive. */
async function recordThrough(fault: (data: string) => Promise<void>): Promise<Recorded> {
  const data = join(folder, 'data');
  const { apiKey, apiSecret, wsUrl } = livekit;
  const server = ['--livekit-url', wsUrl, '--api-key', apiKey, '--api-secret', apiSecret];
  const args = ['record', ...server, '--room', 'far', '--data', data];
  const plain = ['--plain-host', network.outside.address];
  recorder = new RecorderProcess([...args, ...plain], join(folder, 'log'), network.wrapper);
  await recorder.until('recording', (line) => line['phase'] === 'recording');
  const sender = await startFastSender({ livekit, room: 'far', rate: RATE, seconds: 600 });
  await eventually('messages', () => journalLines(data).some((line) => line.kind === 'data'));
  await fault(data);
  sender.stop();
  const { sent, drained } = await sender.result;
  expect(drained).toBe(true);
  await caughtUp(recorder, sent);
  process.kill(recorder.pid, 'SIGINT');
  expect(await recorder.exited).toBe(0);
  const lines = journalLines(data);
  return { sent, ...lossesOf(sent, lines), lines };
}

/** A link was opened after so many others, and messages came over it. */
async function joinedAgain(data: string, links: number): Promise<void> {
  await eventually(
    'joined again',
    () => {
      const lines = journalLines(data);
      const opened = lines.filter((line) => line.kind === 'link' && line['event'] === 'open');
      const last = opened.at(-1)?.['link'];
      const arrived = lines.some((line) => line.kind === 'data' && line['link'] === last);
      return opened.length > links && arrived;
    },
    90_000,
  );
}

describe.skipIf(why !== null)('in a network namespace', () => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'namespace-'));
    network = new NetworkNamespace();
    livekit = await LiveKit.create({ folder, at: network.outside });
    await livekit.start();
  });

  afterEach(async () => {
    await recorder?.killAll();
    await livekit.stop();
    network.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(full ? [4, 9] : [4])(
    'the cable is out for %i s: nothing is lost',
    async (seconds) => {
      const { missing, twice, sent } = await recordThrough(async () => {
        network.unplug();
        await sleep(seconds * 1_000);
        network.plug();
        await sleep(2_000);
      });
      expect(sent).toBeGreaterThan(seconds * 100);
      expect(missing).toEqual([]);
      expect(twice).toBe(0);
    },
    120_000,
  );

  test('the address of the computer changes: a new link, and what is missing is named', async () => {
    const { missing, declared, twice } = await recordThrough(async (data) => {
      network.changeAddress();
      await joinedAgain(data, 1);
      await sleep(2_000);
    });
    expect(declared).toEqual(missing);
    expect(twice).toBe(0);
  }, 150_000);

  test.runIf(full)(
    'the cable is out for 30 s: what is missing is named exactly',
    async () => {
      const { missing, declared, gapReasons } = await recordThrough(async (data) => {
        network.unplug();
        await sleep(30_000);
        network.plug();
        await joinedAgain(data, 1);
        await sleep(2_000);
      });
      expect(missing.length).toBeGreaterThan(RATE);
      expect(declared).toEqual(missing);
      expect(gapReasons).toContain('link-lost');
    },
    200_000,
  );

  test('UDP is blocked in the middle: media over TCP, and what is missing is named', async () => {
    const { missing, declared, lines } = await recordThrough(async (data) => {
      network.blockUdp();
      await joinedAgain(data, 1);
      await sleep(2_000);
    });
    const links = lines.filter((line) => line.kind === 'link' && line['event'] === 'open');
    expect(links.at(-1)?.['via']).toBe('tcp-bridge');
    expect(declared).toEqual(missing);
  }, 200_000);
});
