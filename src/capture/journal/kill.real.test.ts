/** kill -9 of a process whose journal thread writes under load, at random moments. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recoverRecording } from '../../engine/recording/recover.ts';
import { segmentFileName } from '../../shared/layout.ts';

const kills = process.env['RECORDER_TEST_FULL'] === '1' ? 200 : 5;
/** Each recovery reads the whole recording: a new one now and then, or 200 kills take hours. */
const KILLS_PER_RECORDING = 20;
const program = join(import.meta.dirname, 'testing/load.fixture.ts');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-kill-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Position {
  readonly nextRecord: number;
  readonly nextSegment: number;
}

/** Lets it write for a while, then kills it. Returns the last record that it called written. */
async function writeAndKill({ nextRecord, nextSegment }: Position): Promise<number> {
  const args = ['--import', 'tsx', program, folder, String(nextRecord), String(nextSegment)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let written = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written = Number(text.trimEnd().split('\n').at(-1));
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (written < nextRecord + 1 && child.exitCode === null) await sleep(5);
  await sleep(Math.random() * 500);
  child.kill('SIGKILL');
  await ended;
  return written;
}

interface Line {
  readonly record: number;
  readonly kind: string;
  readonly text?: string;
}

/** The whole lines of the segments from that number on, in order, by hand; and the torn rest. */
function linesFrom(segment: number): Line[] {
  return readdirSync(folder)
    .filter((name) => name >= segmentFileName(segment) && name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => {
      const parsed = JSON.parse(line) as Line & { crc: string };
      const sum = crc32(Buffer.from(line.slice(0, line.lastIndexOf(',"crc":'))));
      expect(parsed.crc).toBe(sum.toString(16).padStart(8, '0'));
      return parsed;
    });
}

test(
  `${kills} kills at random moments: what was written is there, whole and in order`,
  async () => {
    let position: Position = { nextRecord: 1, nextSegment: 1 };
    for (let kill = 0; kill < kills; kill += 1) {
      if (kill % KILLS_PER_RECORDING === 0) {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
        position = { nextRecord: 1, nextSegment: 1 };
      }
      const written = await writeAndKill(position);
      const lines = linesFrom(position.nextSegment);
      expect(written).toBeGreaterThanOrEqual(position.nextRecord);
      expect(lines.at(-1)?.record).toBeGreaterThanOrEqual(written);
      expect(lines.map(({ record }) => record)).toEqual(
        lines.map((_, index) => position.nextRecord + index),
      );
      // Each process numbers its messages from 1: none is missing in between, none is there twice.
      const sent = lines
        .filter(({ kind }) => kind === 'data')
        .map(({ text }) => parseInt(text ?? '', 10));
      expect(sent).toEqual(sent.map((_, index) => index + 1));
      ({ position } = await recoverRecording(folder));
      expect(position.nextRecord).toBe((lines.at(-1)?.record ?? 0) + 1);
    }
  },
  60_000 + kills * 10_000,
);
