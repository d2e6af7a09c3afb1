/**
 * `npm run bench -- capture`: what our recorder records without loss and what a message costs, beside a
 * short rtc-node recorder, at the same rates, taking turns in the same run on the same server.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessToken } from 'livekit-server-sdk';
import { z } from 'zod';
import { startFastSender } from '../fast-sender/fast-sender.ts';
import { LiveKit } from '../services/livekit.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';
import { cpuMicros, residentBytes } from './process-cpu.ts';
import { printBench, type BenchCase } from './report.ts';

interface Load {
  readonly rate: number;
  readonly size: number;
}

interface Measured {
  readonly sent: number;
  readonly recorded: number;
  readonly cpuMicrosPerMessage: number;
  readonly residentMb: number;
  readonly writtenP99Ms: number | null;
  readonly syncedP99Ms: number | null;
}

const loads: readonly Load[] = [
  { rate: 1000, size: 200 },
  { rate: 5000, size: 200 },
  { rate: 20_000, size: 200 },
  { rate: 200, size: 15_000 },
];
/** Above this rtc-node falls behind by minutes (livekit-capture.md §7): it is not asked. */
const PEER_MAX_RATE = 5000;
const SECONDS = 8;
const SETTLE_MS = 1500;

const lineSchema = z.looseObject({ type: z.string() });
type Line = z.infer<typeof lineSchema>;

/** A recorder under test: a process that tells how many messages it has. */
class Subject {
  readonly child: ChildProcess;
  last: Line | null = null;
  readonly #lines: Line[] = [];

  constructor(args: readonly string[]) {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.child = child;
    createInterface({ input: child.stdout }).on('line', (text) => {
      // rtc-node prints its own log lines as well.
      const parsed = lineSchema.safeParse(JSON.parse(text));
      if (!parsed.success) return;
      this.last = parsed.data;
      this.#lines.push(parsed.data);
    });
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('it did not start');
    return this.child.pid;
  }

  async until(fits: (line: Line) => boolean, timeoutMs = 30_000): Promise<Line> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.#lines.find(fits);
      if (found !== undefined) return found;
      if (Date.now() > deadline || this.child.exitCode !== null) throw new Error('it did not come');
      await sleep(20);
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null) return;
    const closed = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill(signal);
    await closed;
  }
}

/** @returns Whether every target is met. */
export async function benchCapture(): Promise<boolean> {
  const folder = makeThrowawayFolder();
  const livekit = await LiveKit.create({ folder });
  try {
    await livekit.start();
    const cases: BenchCase[] = [];
    for (const load of loads) {
      const name = `${load.rate} × ${load.size} B a second`;
      console.log(`measuring ${name} …`);
      const ours = await measureOurs(livekit, folder, load);
      const peer = load.rate <= PEER_MAX_RATE ? await measurePeer(livekit, folder, load) : null;
      cases.push(caseOf(name, ours, peer));
    }
    return printBench('capture', cases);
  } finally {
    await livekit.stop();
    removeThrowawayFolder(folder);
  }
}

function caseOf(name: string, ours: Measured, peer: Measured | null): BenchCase {
  return {
    name,
    figures: figuresOf(ours),
    peer: peer === null ? null : figuresOf(peer),
    ratio: peer === null ? null : ours.cpuMicrosPerMessage / peer.cpuMicrosPerMessage,
    target: 'every message that was sent is recorded',
    pass: ours.recorded === ours.sent && ours.sent > 0,
  };
}

function figuresOf(measured: Measured): Record<string, number> {
  const { writtenP99Ms, syncedP99Ms, ...rest } = measured;
  return {
    ...rest,
    ...(writtenP99Ms === null ? {} : { writtenP99Ms }),
    ...(syncedP99Ms === null ? {} : { syncedP99Ms }),
  };
}

async function measureOurs(livekit: LiveKit, folder: string, load: Load): Promise<Measured> {
  const room = `ours-${load.rate}-${load.size}`;
  const data = join(folder, room);
  const subject = new Subject([
    ...['out/main/cli.js', 'record', '--json', '--data', data, '--room', room],
    ...['--livekit-url', livekit.wsUrl, '--plain-host', new URL(livekit.wsUrl).hostname],
    ...['--api-key', livekit.apiKey, '--api-secret', livekit.apiSecret],
  ]);
  try {
    await subject.until((line) => line['phase'] === 'recording');
    const child = captureChildOf(subject.pid);
    const before = cpuMicros(child);
    const sent = await send(livekit, room, load);
    await sleep(SETTLE_MS);
    const cpu = cpuMicros(child) - before;
    const resident = residentBytes(child);
    await subject.end('SIGINT');
    const receipt = receiptSchema.parse(await subject.until((line) => line.type === 'receipt'));
    return {
      sent,
      recorded: receipt.manifest.counts.messages,
      cpuMicrosPerMessage: cpu / sent,
      residentMb: resident / 1e6,
      writtenP99Ms: receipt.latency.writtenP99Ms,
      syncedP99Ms: receipt.latency.syncedP99Ms,
    };
  } finally {
    await subject.end('SIGKILL');
  }
}

const receiptSchema = z.looseObject({
  manifest: z.looseObject({ counts: z.looseObject({ messages: z.number() }) }),
  latency: z.object({ writtenP99Ms: z.number(), syncedP99Ms: z.number() }),
});

async function measurePeer(livekit: LiveKit, folder: string, load: Load): Promise<Measured> {
  const room = `peer-${load.rate}-${load.size}`;
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: 'peer' });
  token.addGrant({ roomJoin: true, room, hidden: true, recorder: true, canSubscribe: true });
  const file = join(folder, `${room}.jsonl`);
  const script = join(import.meta.dirname, 'rtc-node-recorder.mjs');
  const subject = new Subject([script, livekit.wsUrl, await token.toJwt(), file]);
  try {
    await subject.until((line) => line.type === 'ready');
    const before = cpuMicros(subject.pid);
    const sent = await send(livekit, room, load);
    await settled(subject);
    const cpu = cpuMicros(subject.pid) - before;
    const resident = residentBytes(subject.pid);
    await subject.end('SIGTERM');
    const recorded = readFileSync(file, 'utf8').split('\n').length - 1;
    return {
      sent,
      recorded,
      cpuMicrosPerMessage: cpu / sent,
      residentMb: resident / 1e6,
      writtenP99Ms: null,
      syncedP99Ms: null,
    };
  } finally {
    await subject.end('SIGKILL');
  }
}

/** Until the peer has worked off what it has received. */
async function settled(subject: Subject): Promise<void> {
  let before = -1;
  for (let quiet = 0; quiet < 5;) {
    await sleep(300);
    const now = Number(subject.last?.['messages'] ?? 0);
    quiet = now === before ? quiet + 1 : 0;
    before = now;
  }
}

async function send(livekit: LiveKit, room: string, { rate, size }: Load): Promise<number> {
  const sender = await startFastSender({
    livekit,
    room,
    rate,
    size,
    seconds: SECONDS,
    settle: 1,
  });
  const { sent } = await sender.result;
  return sent;
}

function captureChildOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/);
  const child = children.find((one) =>
    readFileSync(`/proc/${one}/cmdline`, 'utf8').includes('capture.js'),
  );
  if (child === undefined) throw new Error('the recorder has no capture child');
  return Number(child);
}
