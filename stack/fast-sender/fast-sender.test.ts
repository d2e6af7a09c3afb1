import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findGo } from '../../scripts/setup.mjs';
import { startReceiver } from '../devices/receiver-handle.ts';
import type { Received, Receiver } from '../devices/receiver-handle.ts';
import { LiveKit } from '../services/livekit.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { ensureFastSender, startFastSender } from './fast-sender.ts';

let folder: string;
let livekit: LiveKit;
const receivers: Receiver[] = [];

beforeAll(async () => {
  folder = makeThrowawayFolder();
  await ensureFastSender();
  livekit = await LiveKit.create({ folder });
  await livekit.start();
}, 600_000);

afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.stop();
});

afterAll(async () => {
  await livekit.stop();
  removeThrowawayFolder(folder);
});

async function receive(room: string): Promise<Receiver> {
  const receiver = await startReceiver({ livekit, room, folder });
  receivers.push(receiver);
  return receiver;
}

function numbers(received: readonly Received[]): readonly number[] {
  return received.map(({ head }) => Number.parseInt(head, 16));
}

function upTo(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

it('makes the payloads that the checker expects', async () => {
  const { stdout } = await promisify(execFile)(findGo().command, ['test', '-json', './...'], {
    cwd: import.meta.dirname,
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '-trimpath -buildvcs=false -mod=readonly' },
  });
  expect(stdout).toContain(
    '"Action":"pass","Package":"syncflow-recorder/fast-sender","Test":"Test',
  );
}, 600_000);

describe('with a receiver', () => {
  it('sends as many as asked, numbered, in order, and says so', async () => {
    const room = randomUUID();
    const receiver = await receive(room);
    const ledger = join(folder, 'ledger.jsonl');
    const sessionId = randomUUID();
    const options = { livekit, room, rate: 2_000, count: 4_000, size: 64, ledger, sessionId };
    const sender = await startFastSender(options);
    const result = await sender.result;
    expect(result).toMatchObject({ sent: 4_000, drained: true, firstN: 1, lastN: 4_000 });
    const received = await receiver.waitFor(4_000);
    expect(numbers(received)).toEqual(upTo(4_000));
    for (const { topic, reliable, size } of received) {
      expect({ topic, reliable, size }).toEqual({ topic: 'fast', reliable: true, size: 64 });
    }

    const [header, line] = readFileSync(ledger, 'utf8')
      .trimEnd()
      .split('\n')
      .map((text): unknown => JSON.parse(text));
    expect(header).toMatchObject({ ledger: 'fast-sender', sessionId, room, size: 64 });
    expect(line).toEqual(result.senders[0]);
    expect(line).toMatchObject({ first: 1, last: 4_000, confirmed: 4_000, drained: true });
  });

  it('loses nothing when it sends as fast as it can', async () => {
    const room = randomUUID();
    const receiver = await receive(room);
    const sender = await startFastSender({ livekit, room, count: 3_000, size: 3_000 });
    expect(await sender.result).toMatchObject({ sent: 3_000, drained: true });
    expect(numbers(await receiver.waitFor(3_000))).toEqual(upTo(3_000));
  });

  it('shares the messages among several senders', async () => {
    const room = randomUUID();
    const receiver = await receive(room);
    const options = { livekit, room, senders: 3, count: 1_000, rate: 2_000, identity: 'many' };
    const result = await (await startFastSender(options)).result;
    expect(result.identities).toEqual(['many-1', 'many-2', 'many-3']);
    expect(result.senders.map(({ count }) => count)).toEqual([334, 333, 333]);
    const received = await receiver.waitFor(1_000);
    const sorted = [...numbers(received)].sort((a, b) => a - b);
    expect(sorted).toEqual([...upTo(333), ...upTo(333), ...upTo(334)].sort((a, b) => a - b));
  });

  it('leaves cleanly when it is asked to stop', async () => {
    const room = randomUUID();
    const receiver = await receive(room);
    const sender = await startFastSender({ livekit, room, rate: 200, seconds: 60 });
    await receiver.waitFor(20);
    sender.stop();
    const { sent, drained } = await sender.result;
    expect(drained).toBe(true);
    expect(numbers(await receiver.waitFor(sent))).toEqual(upTo(sent));
  });
});

it('says that messages may be lost when the server goes away', async () => {
  const room = randomUUID();
  const receiver = await receive(room);
  const sender = await startFastSender({ livekit, room, rate: 200, seconds: 60 });
  await receiver.waitFor(20);
  await livekit.kill();
  const result = await sender.result;
  await livekit.start();
  expect(result.drained).toBe(false);
  expect(result.sent).toBeGreaterThan(0);
}, 90_000);

it('refuses wrong usage', async () => {
  const sender = await startFastSender({ livekit, room: 'r', size: 3, count: 1 });
  await expect(sender.result).rejects.toThrow('-size must be 8 to 64000');
});
