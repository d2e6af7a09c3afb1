/** One run of the losses test: the built recorder beside a plain rtc-node recorder in the same room. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessToken } from 'livekit-server-sdk';
import { z } from 'zod';
import { startFastSender, type FastSenderResult } from '../../stack/fast-sender/fast-sender.ts';
import { FaultyNetwork } from '../../stack/network/faulty-network.ts';
import type { LiveKit } from '../../stack/services/livekit.ts';
import { journalLines, payloadOf, type JournalLine } from '../support/journal.ts';
import { RecorderProcess } from '../support/recorder-process.ts';

const peerScript = join(import.meta.dirname, '../../stack/bench/capture/rtc-node-recorder.mjs');
const SIZE = 200;
const RATE = 1_000;
/** The server doubles its wait up to eight seconds within the nine without network. */
const QUIET_SECONDS = 12;

export interface LossCase {
  readonly name: string;
  /** How long the sender sends. */
  readonly seconds: number;
  /** Begins when both recorders record and the sender has sent for a second. */
  readonly fault: (network: FaultyNetwork) => Promise<void>;
}

export interface Losses {
  readonly sent: number;
  readonly recorded: number;
  /** Numbers that were sent and are not recorded. */
  readonly missing: readonly number[];
  /** Numbers that `sequence` gaps of this sender name. */
  readonly declared: readonly number[];
  readonly twice: number;
  readonly gapReasons: readonly string[];
  /** Null: it received nothing at all, so it says nothing about losses. */
  readonly peerMissing: number | null;
  readonly sender: FastSenderResult;
  readonly lines: readonly JournalLine[];
}

export async function measure(
  livekit: LiveKit,
  folder: string,
  { name, seconds, fault }: LossCase,
): Promise<Losses> {
  const network = await FaultyNetwork.start(livekit);
  const room = `losses ${name}`;
  const data = mkdtempSync(join(folder, `${name.replaceAll(' ', '-')}-`));
  const recorder = startRecorder(livekit, network.url, room, data);
  const peer = await startPeer(livekit, network.url, room, `${data}.peer.jsonl`);
  try {
    await recorder.until('recording', (line) => line['phase'] === 'recording');
    const sender = await startFastSender({ livekit, room, rate: RATE, size: SIZE, seconds });
    await recorder.until('a message', (line) => Number(line['messages'] ?? 0) > 0);
    await fault(network);
    const result = await sender.result;
    await caughtUp(recorder, result.sent);
    process.kill(recorder.pid, 'SIGINT');
    await recorder.until('receipt', (line) => line.type === 'receipt');
    await recorder.exited;
    return judge(result, journalLines(data), await numbersOfPeer(peer, `${data}.peer.jsonl`));
  } finally {
    await recorder.killAll();
    peer.kill('SIGKILL');
    await network.stop();
  }
}

const messagesOf = (recorder: RecorderProcess): number =>
  Math.max(0, ...recorder.lines.map((line) => Number(line['messages'] ?? 0)));

/**
 * Until it has everything or nothing has come for a while: after a silence the server's next attempt to
 * send again may be seconds away, and what it has kept comes only then.
 */
export async function caughtUp(recorder: RecorderProcess, sent: number): Promise<void> {
  for (let quiet = 0, before = -1; quiet < QUIET_SECONDS;) {
    await sleep(1_000);
    const messages = messagesOf(recorder);
    quiet = messages === before ? quiet + 1 : 0;
    before = messages;
    // The second after which boundaries are judged is over as well.
    if (messages >= sent && quiet >= 3) return;
  }
}

/** What of the numbers 1 to `sent` the lines of one sender lack, and what their gaps say about it. */
export function lossesOf(
  sent: number,
  lines: readonly JournalLine[],
): Pick<Losses, 'recorded' | 'missing' | 'declared' | 'twice' | 'gapReasons'> {
  const data = lines.filter((line) => line.kind === 'data');
  const seen = new Set(data.map((line) => Number(payloadOf(line).readBigUInt64BE(0))));
  const all = Array.from({ length: sent }, (_, index) => index + 1);
  const gaps = lines.filter((line) => line.kind === 'gap');
  return {
    recorded: seen.size,
    missing: all.filter((number) => !seen.has(number)),
    declared: gaps.flatMap(({ firstMissing: first, lastMissing: last }) =>
      first === undefined || last === undefined
        ? []
        : Array.from({ length: last - first + 1 }, (_, index) => first + index),
    ),
    twice: data.length - seen.size,
    gapReasons: gaps.map(({ reason }) => reason ?? ''),
  };
}

function judge(
  sender: FastSenderResult,
  lines: readonly JournalLine[],
  peer: ReadonlySet<number>,
): Losses {
  const { sent } = sender;
  const lost = peer.size === 0 ? null : sent - [...peer].filter((one) => one <= sent).length;
  return { sent, ...lossesOf(sent, lines), peerMissing: lost, sender, lines };
}

function startRecorder(livekit: LiveKit, url: string, room: string, data: string): RecorderProcess {
  const { apiKey, apiSecret } = livekit;
  const args = ['record', '--livekit-url', url, '--api-key', apiKey, '--api-secret', apiSecret];
  const rest = ['--room', room, '--data', data, '--plain-host', '127.0.0.1'];
  return new RecorderProcess([...args, ...rest], `${data}.log`);
}

async function startPeer(
  livekit: LiveKit,
  url: string,
  room: string,
  file: string,
): Promise<ChildProcess> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: 'peer' });
  token.addGrant({ roomJoin: true, room, hidden: true, recorder: true, canSubscribe: true });
  const child = spawn(process.execPath, [peerScript, url, await token.toJwt(), file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => {
      resolve();
    });
    child.once('exit', () => {
      reject(new Error('the rtc-node recorder ended'));
    });
  });
  return child;
}

const peerLineSchema = z.object({ text: z.string() });

/** It may have given up by itself; what it has written counts. */
async function numbersOfPeer(peer: ChildProcess, file: string): Promise<Set<number>> {
  if (peer.exitCode === null && peer.signalCode === null) {
    const gone = new Promise((resolve) => peer.once('exit', resolve));
    peer.kill('SIGTERM');
    const limit = setTimeout(() => peer.kill('SIGKILL'), 5_000);
    await gone;
    clearTimeout(limit);
  }
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return new Set(
    lines.map((line) => {
      const { text } = peerLineSchema.parse(JSON.parse(line));
      return Number(Buffer.from(text, 'base64').readBigUInt64BE(0));
    }),
  );
}
