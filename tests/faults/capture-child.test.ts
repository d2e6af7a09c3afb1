/** The capture child that stands still, and the room that kills its child again and again. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { startFastSender } from '../../stack/fast-sender/fast-sender.ts';
import { LiveKit } from '../../stack/services/livekit.ts';
import { journalLines, payloadOf, writerOf, type JournalLine } from '../support/journal.ts';
import { eventually, RecorderProcess, runCli } from '../support/recorder-process.ts';
import { lossesOf } from './losses.ts';

const RATE = 100;

let base: string;
let livekit: LiveKit;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'capture-child-'));
  livekit = await LiveKit.create({ folder: base });
  await livekit.start();
});

afterAll(async () => {
  await livekit.stop();
  rmSync(base, { recursive: true, force: true });
});

/** Rooms `<name>-1`, `<name>-2`, … being recorded by one recorder. */
class Rooms {
  readonly recorder: RecorderProcess;
  readonly folders: readonly string[];

  private constructor(recorder: RecorderProcess, folders: readonly string[]) {
    this.recorder = recorder;
    this.folders = folders;
  }

  static async record(name: string, count: number): Promise<Rooms> {
    const dataFolder = join(base, name);
    mkdirSync(dataFolder);
    const { apiKey, apiSecret, wsUrl } = livekit;
    const server = ['--livekit-url', wsUrl, '--api-key', apiKey, '--api-secret', apiSecret];
    const names = Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
    const args = ['record', ...server, '--room', ...names, '--plain-host', '127.0.0.1'];
    const log = join(base, `${name}.log`);
    const recorder = new RecorderProcess([...args, '--data', dataFolder], log);
    const folders: string[] = [];
    for (const room of names) {
      const line = await recorder.until(
        `recording ${room}`,
        (one) => one['name'] === room && one['phase'] === 'recording',
      );
      folders.push(z.object({ folder: z.string() }).parse(line).folder);
    }
    return new Rooms(recorder, folders);
  }

  /** How often each room was joined. */
  joins(): number[] {
    return this.folders.map(
      (folder) =>
        journalLines(folder).filter((line) => line.kind === 'link' && line['event'] === 'open')
          .length,
    );
  }

  async end(): Promise<void> {
    // The last second is for numbers at boundaries to be judged.
    await sleep(2_000);
    process.kill(this.recorder.pid, 'SIGINT');
    expect(await this.recorder.exited).toBe(0);
  }
}

test('a capture child that stands still is replaced; the gap names what is missing', async () => {
  const rooms = await Rooms.record('still', 2);
  const { recorder, folders } = rooms;
  try {
    const options = { livekit, room: 'still', rooms: 2, senders: 2, seconds: 600 };
    const sender = await startFastSender({ ...options, rate: 2 * RATE });
    await eventually('both receive', () =>
      folders.every((folder) => journalLines(folder).some((line) => line.kind === 'data')),
    );
    const stopped = recorder.capturePid;
    process.kill(stopped, 'SIGSTOP');
    await eventually('joined again', () => rooms.joins().every((count) => count === 2), 90_000);
    expect(recorder.capturePid).not.toBe(stopped);
    await sleep(1_000);
    sender.stop();
    const { senders } = await sender.result;
    await rooms.end();
    for (const [index, folder] of folders.entries()) {
      const { sid, count } = senders[index] ?? { sid: '', count: 0 };
      const lines = journalLines(folder);
      const { missing, declared, twice, gapReasons } = lossesOf(count, lines);
      expect(lines.filter((line) => line.kind === 'data').every((line) => line.sid === sid)).toBe(
        true,
      );
      expect(missing.length).toBeGreaterThan(0);
      expect(declared).toEqual(missing);
      expect(twice).toBe(0);
      expect(gapReasons).toContain('recorder-restart');
    }
  } finally {
    await recorder.killAll();
  }
}, 180_000);

test('a room that kills its child again and again ends up alone; the others go on', async () => {
  const rooms = await Rooms.record('killer', 4);
  const { recorder, folders } = rooms;
  const [killer = '', ...others] = folders;
  /** What a hostile room does to native code, from outside. Resolves when all it took along are back. */
  const kill = async (): Promise<void> => {
    const joined = rooms.joins();
    const pid = writerOf(killer);
    const hit = folders.flatMap((folder, index) => (writerOf(folder) === pid ? [index] : []));
    process.kill(pid, 'SIGKILL');
    const isBack = (now: readonly number[]) => (index: number) =>
      (now[index] ?? 0) > (joined[index] ?? 0);
    await eventually('they are back', () => hit.every(isBack(rooms.joins())), 60_000);
  };
  const isAlone = (): boolean => !others.some((folder) => writerOf(folder) === writerOf(killer));
  try {
    const options = { livekit, room: 'killer', rooms: 4, senders: 4, seconds: 600 };
    const sender = await startFastSender({ ...options, rate: 4 * RATE });
    for (let kills = 0; kills < 6 && !isAlone(); kills += 1) await kill();
    expect(isAlone()).toBe(true);
    const before = rooms.joins().slice(1);
    for (let kills = 0; kills < 3; kills += 1) await kill();
    expect(rooms.joins().slice(1)).toEqual(before);
    const recorded = others.map((folder) => numbersIn(folder).length);
    await eventually('the others go on', () =>
      others.every((folder, index) => numbersIn(folder).length > (recorded[index] ?? 0)),
    );
    sender.stop();
    await sender.result;
    await rooms.end();
    for (const folder of folders) expect(undeclaredHoles(folder)).toEqual([]);
    expect((await runCli(['verify', join(base, 'killer')])).code).toBe(3);
  } finally {
    await recorder.killAll();
  }
}, 240_000);

const numberOf = (line: JournalLine): number => Number(payloadOf(line).readBigUInt64BE(0));

const numbersIn = (folder: string): number[] =>
  journalLines(folder)
    .filter((line) => line.kind === 'data')
    .map(numberOf);

/** Runs of numbers that are not there, `first-last`, where no gap stands between those around them. */
function undeclaredHoles(folder: string): string[] {
  const lines = journalLines(folder);
  const places = new Map<number, number>();
  for (const [place, line] of lines.entries()) {
    if (line.kind === 'data') places.set(numberOf(line), place);
  }
  const numbers = [0, ...places.keys()].sort((a, b) => a - b);
  return numbers.slice(1).flatMap((number, index) => {
    const before = numbers[index] ?? 0;
    if (number === before + 1) return [];
    const around = [places.get(before) ?? 0, places.get(number) ?? 0].sort((a, b) => a - b);
    const declared = lines.slice(...around).some((line) => line.kind === 'gap');
    return declared ? [] : [`${before + 1}-${number - 1}`];
  });
}
