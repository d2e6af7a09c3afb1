import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataPacket, DataPacket_Kind, UserPacket } from '@livekit/protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { crc32 } from 'node:zlib';
import {
  defaultJournalSettings,
  type JournalPosition,
  type JournalSettings,
} from '../../shared/capture-protocol.ts';
import { nodeFiles } from './file-port.ts';
import { LatencyHistogram } from './latency.ts';
import { OpenFiles } from './open-files.ts';
import type { RingEntry } from './ring.ts';
import { RoomJournal } from './room-journal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

let clock = 1_760_000_000_000_000_000n;
const closed: string[] = [];
const start: JournalPosition = { nextRecord: 1, nextSegment: 1 };

function open(settings: Partial<JournalSettings> = {}, from = start): RoomJournal {
  closed.length = 0;
  return new RoomJournal({
    recordingId: 'r1',
    folder,
    ...from,
    openedAt: { wall: clock, monotonic: clock - 1_760_000_000_000_000_000n },
    software: 'test 1',
    settings: { ...defaultJournalSettings, ...settings },
    files: nodeFiles,
    openFiles: new OpenFiles(8),
    hasSpace: () => true,
    now: () => ({ wall: clock, monotonic: clock - 1_760_000_000_000_000_000n }),
    writtenLatency: new LatencyHistogram(),
    syncedLatency: new LatencyHistogram(),
    syncDurations: new LatencyHistogram(),
    onSegmentClosed: (path) => closed.push(path),
  });
}

function entry(payload: Uint8Array, tag: RingEntry['tag'] = 'reliable'): RingEntry {
  clock += 1000n;
  return {
    room: 1,
    link: 1,
    tag,
    wall: clock,
    monotonic: clock - 1_760_000_000_000_000_000n,
    payload: Buffer.from(payload),
  };
}

function packet(payload: Uint8Array, topic?: string): Uint8Array {
  return new DataPacket({
    kind: DataPacket_Kind.RELIABLE,
    participantIdentity: 'dev',
    participantSid: 'PA_1',
    sequence: 7,
    value: {
      case: 'user',
      value: new UserPacket({ payload, ...(topic === undefined ? {} : { topic }) }),
    },
  }).toBinary();
}

/** Read back by hand, not with the engine's reader. */
function lines(): Record<string, unknown>[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      const covered = line.slice(0, line.lastIndexOf(',"crc":'));
      expect(crc32(Buffer.from(covered)).toString(16).padStart(8, '0')).toBe(parsed['crc']);
      return parsed;
    });
}

test('every payload comes back byte-exact, as text when it is UTF-8 and as base64 when not', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.uint8Array(),
          fc.string({ unit: 'binary' }).map((s) => Buffer.from(s)),
        ),
      ),
      (payloads) => {
        rmSync(folder, { recursive: true });
        folder = mkdtempSync(join(tmpdir(), 'journal-'));
        const journal = open();
        for (const payload of payloads) journal.packet(entry(packet(payload, 't')));
        journal.close(0);
        const data = lines().filter((line) => line['kind'] === 'data');
        const back = data.map((line) =>
          typeof line['text'] === 'string'
            ? Buffer.from(line['text'], 'utf8')
            : Buffer.from(String(line['base64']), 'base64'),
        );
        expect(back.map((one) => one.toString('hex'))).toEqual(
          payloads.map((one) => Buffer.from(one).toString('hex')),
        );
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);

test('a byte order mark is kept, and numbers stay text', () => {
  const journal = open();
  for (const text of ['\uFEFFhello', '007', '1e3', '', '\n']) {
    journal.packet(entry(packet(Buffer.from(text))));
  }
  journal.close(0);
  const data = lines().filter((line) => line['kind'] === 'data');
  expect(data.map((line) => line['text'])).toEqual(['\uFEFFhello', '007', '1e3', '', '\n']);
  expect(data[0]).toMatchObject({ identity: 'dev', sid: 'PA_1', sequence: 7, reliable: true });
});

test('what is no packet, and what is of no known kind, is kept raw', () => {
  const journal = open();
  journal.packet(entry(Buffer.from([255, 255, 255])));
  const speaker = new DataPacket({ value: { case: 'speaker', value: {} } }).toBinary();
  journal.packet(entry(speaker));
  journal.packet(entry(Buffer.from([1, 2, 3]), 'data-track'));
  journal.close(0);
  const unknown = lines().filter((line) => line['kind'] === 'unknown');
  expect(unknown.map((line) => [line['channel'], line['packet']])).toEqual([
    ['reliable', undefined],
    ['reliable', 'speaker'],
    ['data-track', undefined],
  ]);
  expect(Buffer.from(String(unknown[1]?.['raw']), 'base64').equals(speaker)).toBe(true);
});

test('a recording that is taken up again counts what stands before', () => {
  const journal = open({}, { nextRecord: 9, nextSegment: 2, messages: 7 });
  journal.packet(entry(packet(Buffer.alloc(100, 65))));
  journal.flush(0);
  expect(journal.counters()).toMatchObject({ messages: 8, bytes: 100, written: 10 });
});

test('segments are closed at their size, numbers run on', () => {
  const journal = open({ segmentBytes: 2000 });
  for (let index = 0; index < 40; index += 1) {
    journal.packet(entry(packet(Buffer.alloc(100, 65))));
    journal.flush(0);
  }
  journal.close(0);
  expect(closed.length).toBeGreaterThan(3);
  const all = lines();
  expect(all.map((line) => line['record'])).toEqual(all.map((_, index) => index + 1));
  const headers = all.filter((line) => line['kind'] === 'segment');
  expect(headers.map((line) => line['segment'])).toEqual(headers.map((_, index) => index + 1));
  expect(journal.counters()).toMatchObject({ messages: 40, written: all.length, lost: 0 });
});
