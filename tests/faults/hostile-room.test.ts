/**
 * A room whose participants do their worst, beside an ordinary one in the same capture child: the
 * ordinary one loses nothing, nothing is written outside the data folder, and the recording of the
 * hostile room is sound.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessToken } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkJournals } from '../../stack/check-run.ts';
import { startFastSender } from '../../stack/fast-sender/fast-sender.ts';
import {
  startPacketSender,
  type PacketSender,
  type RawPacket,
} from '../../stack/fast-sender/packet-sender.ts';
import { LiveKit } from '../../stack/services/livekit.ts';
import { journalLines, payloadOf, type JournalLine } from '../support/journal.ts';
import {
  eventually,
  receiptOf,
  RecorderProcess,
  runCli,
  type Receipt,
} from '../support/recorder-process.ts';
import {
  bombs,
  FLOOD,
  floods,
  lastPacket,
  LAST_TOPIC,
  lyingStreams,
  malformed,
  MARK,
  OPEN_STREAMS,
  strangeNames,
  strangePackets,
  strangeStreams,
  TOPICS,
} from './hostile-packets.ts';

const HOSTILE = `../../${MARK}`;
const ORDINARY = 'ordinary';
/** The child's own target is 200 MB; what a hostile room may add is bounded by its queues. */
const MOST_MEMORY_KB = 700_000;

let base: string;
let livekit: LiveKit;
const attackers: PacketSender[] = [];

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'hostile-'));
  livekit = await LiveKit.create({ folder: base });
  await livekit.start();
});

afterAll(async () => {
  for (const attacker of attackers) attacker.kill();
  await livekit.stop();
  rmSync(base, { recursive: true, force: true });
});

/** Identity, name and attributes as strange as the rest. */
async function tokenOf(identity: string): Promise<string> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, {
    identity,
    name: `<img src=x onerror="${MARK}">\u001b[31m`,
    metadata: `{"__proto__":{"polluted":true}} ${'{'.repeat(40_000)}`,
    attributes: { [`../${MARK}`]: '\u0000\u202e', constructor: 'x', [MARK]: 'y'.repeat(10_000) },
  });
  const grant = { roomJoin: true, room: HOSTILE, canPublish: true, canPublishData: true };
  token.addGrant({ ...grant, canSubscribe: false });
  return token.toJwt();
}

/** It stays in the room: when it leaves, the server drops what it has not forwarded of it. */
async function attack(
  identity: string,
  packets: readonly RawPacket[],
  last = 'reliable',
): Promise<void> {
  const sender = await startPacketSender(livekit.wsUrl, await tokenOf(identity));
  attackers.push(sender);
  for (const packet of packets) await sender.send(packet);
  await sender.send(lastPacket(last));
}

/** All files and folders there, without what is below the folders to be left out. */
function treeOf(folder: string, without: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      const inside = entry.isDirectory() && !without.includes(path);
      return [path, ...(inside ? treeOf(path, without) : [])];
    })
    .sort();
}

/** Where a path that is taken by its word would lead: above the data folder and the program, and roots. */
function strayMarks(dataFolder: string): string[] {
  const places = new Set(['/tmp', '/etc', '/']);
  for (const start of [dataFolder, process.cwd()]) {
    for (let at = start; at !== dirname(at); at = dirname(at)) places.add(at);
  }
  return [...places].flatMap((place) =>
    readdirSync(place)
      .filter((name) => name.includes(MARK))
      .map((name) => join(place, name)),
  );
}

/** The most memory that a process has had so far, in kB. */
function peakMemory(pid: number): number {
  const [, peak] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(peak);
}

const ofTopic = (lines: readonly JournalLine[], topic: string): JournalLine[] =>
  lines.filter((line) => line.kind === 'data' && line.topic === topic);

test('a hostile room harms neither the ordinary one beside it nor the disk', async () => {
  const dataFolder = join(base, 'a/b/c/data');
  const ledgers = join(base, 'ledgers');
  for (const folder of [dataFolder, ledgers]) mkdirSync(folder, { recursive: true });
  const { apiKey, apiSecret, wsUrl } = livekit;
  const args = ['record', '--livekit-url', wsUrl, '--api-key', apiKey, '--api-secret', apiSecret];
  const rooms = ['--room', HOSTILE, ORDINARY, '--plain-host', '127.0.0.1'];
  const log = join(base, 'recorder.log');
  const recorder = new RecorderProcess([...args, ...rooms, '--data', dataFolder], log);
  try {
    for (const room of [HOSTILE, ORDINARY]) {
      await recorder.until(
        `recording ${room}`,
        (line) => line['name'] === room && line['phase'] === 'recording',
      );
    }
    const outside = [dataFolder, ledgers, join(base, 'livekit')];
    const before = treeOf(base, outside);
    const ordinary = await startFastSender({
      ...{ livekit, room: ORDINARY, rate: 200, seconds: 600, size: 200 },
      ledger: join(ledgers, 'ordinary.jsonl'),
    });
    await Promise.all([
      attack(`../../${MARK}`, [...strangePackets(), ...floods()]),
      attack('__proto__', [...strangeStreams(), ...lyingStreams()]),
      attack(`\u001b[2J\n${MARK}`, malformed(Date.now()), '_reliable'),
      attack('🙂'.repeat(50), bombs()),
    ]);
    await eventually(
      'the hostile room is recorded to its end',
      async () => {
        // The files are large.
        await sleep(1_000);
        return countOf(dataFolder, `"topic":"${LAST_TOPIC}"`) === attackers.length;
      },
      90_000,
    );
    for (const attacker of attackers) expect((await attacker.end()).drained).toBe(true);
    ordinary.stop();
    const { sent } = await ordinary.result;
    const memory = peakMemory(recorder.capturePid);
    process.stdout.write(`the capture child had at most ${Math.round(memory / 1000)} MB\n`);
    process.kill(recorder.pid, 'SIGINT');
    expect(await recorder.exited).toBe(0);
    const receipts = recorder.lines.filter((line) => line.type === 'receipt').map(receiptOf);
    expect(treeOf(base, outside)).toEqual(before);
    expect(strayMarks(dataFolder)).toEqual([]);
    expect(memory).toBeLessThan(MOST_MEMORY_KB);

    const [mine] = receipts.filter(({ manifest }) => roomOf(manifest) === ORDINARY);
    expect(mine?.manifest).toMatchObject({ status: 'complete', gaps: [] });
    const [hostile] = receipts.filter(({ manifest }) => roomOf(manifest) === HOSTILE);
    expectSound(hostile, attackers.length);
    const result = await checkJournals(ledgers, dataFolder);
    expect(result).toMatchObject({ exitCode: 0, problems: [], sent, recorded: sent });
    expect((await runCli(['verify', dataFolder])).code).toBe(0);
  } finally {
    await recorder.killAll();
  }
}, 180_000);

const roomOf = (manifest: Receipt['manifest']): unknown =>
  (manifest['room'] as { name: unknown }).name;

function countOf(folder: string, text: string): number {
  // By grep: the files are large, and they are looked at again and again.
  const args = ['-rhoF', '--include=*.jsonl', text, folder];
  try {
    return (
      execFileSync('grep', args, { encoding: 'utf8', maxBuffer: 1 << 28 }).split('\n').length - 1
    );
  } catch {
    return 0; // not one
  }
}

function expectSound(receipt: Receipt | undefined, attackers: number): void {
  if (receipt === undefined) throw new Error('the hostile room has no receipt');
  const { manifest, folder } = receipt;
  expect(manifest).toMatchObject({ status: 'complete', gaps: [] });
  const lines = journalLines(folder);
  expect(ofTopic(lines, LAST_TOPIC)).toHaveLength(attackers);
  for (const name of strangeNames) {
    const texts = ofTopic(lines, name).map((line) => payloadOf(line).toString());
    expect(texts).toContain(`topic ${name.slice(0, 40)}`);
  }
  expect(ofTopic(lines, 'largest')).toHaveLength(40);
  expect(ofTopic(lines, 'flood')).toHaveLength(FLOOD);
  const topics = new Set(lines.flatMap(({ topic }) => topic ?? []));
  const many = [...topics].filter((topic) => /^topic \d+ /.test(topic));
  expect(many).toHaveLength(TOPICS);
  // Each stream that began has an end that says what became of it.
  const streams = lines.filter(({ kind }) => kind === 'text-stream' || kind === 'byte-stream');
  const ends = streams.filter((line) => line['part'] === 'end');
  const open = ends.filter((line) => String(line['stream']).startsWith('open '));
  expect(open).toHaveLength(OPEN_STREAMS);
  for (const line of open) expect(line['state']).toBe('partial');
  const whole = ends.filter((line) => line['state'] === 'complete' && line['size'] === 300_000);
  expect(whole).toHaveLength(strangeNames.length);
  // Names of files are ours, whatever their streams are called.
  for (const path of treeOf(folder, [])) {
    expect(path.slice(folder.length)).toMatch(/^[A-Za-z0-9._/-]+$/);
  }
}
