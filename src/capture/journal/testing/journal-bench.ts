/** A room journal in a throwaway folder, and its lines read back by hand. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { DataPacket, DataPacket_Kind } from '@livekit/protocol';
import { z } from 'zod';
import { defaultJournalSettings, type JournalSettings } from '../../../shared/capture-protocol.ts';
import type { EventRecord } from '../../../shared/records.ts';
import { nodeFiles } from '../file-port.ts';
import { LatencyHistogram } from '../latency.ts';
import { OpenFiles } from '../open-files.ts';
import type { RingEntry } from '../ring.ts';
import { RoomJournal } from '../room-journal.ts';

const START = 1_760_000_000_000_000_000n;

const lineSchema = z.looseObject({ record: z.number(), kind: z.string() });
export type Line = z.infer<typeof lineSchema>;

export class JournalBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'journal-'));
  readonly journal: RoomJournal;
  #clock = START;
  #sequence = 0;

  constructor(settings: Partial<JournalSettings> = {}) {
    const now = (): { wall: bigint; monotonic: bigint } => ({
      wall: this.#clock,
      monotonic: this.#clock - START,
    });
    this.journal = new RoomJournal({
      recordingId: '11111111-1111-4111-8111-111111111111',
      folder: this.folder,
      lane: 'a',
      nextRecord: 1,
      nextSegment: 1,
      openedAt: now(),
      software: 'test 1',
      settings: { ...defaultJournalSettings, ...settings },
      files: nodeFiles,
      openFiles: new OpenFiles(8),
      hasSpace: () => true,
      now,
      writtenLatency: new LatencyHistogram(),
      syncedLatency: new LatencyHistogram(),
      syncDurations: new LatencyHistogram(),
      onSegmentClosed: () => undefined,
    });
  }

  /** Bytes as they came over the wire. */
  bytes(payload: Uint8Array, tag: RingEntry['tag'] = 'reliable', link = 1): void {
    this.journal.packet(this.#entry(payload, tag, link));
  }

  /** A packet of a sender, numbered. */
  packet(value: DataPacket['value'], sid = 'PA_1', kind = DataPacket_Kind.RELIABLE): Uint8Array {
    this.#sequence += 1;
    const bytes = new DataPacket({
      kind,
      participantIdentity: `device ${sid}`,
      participantSid: sid,
      sequence: this.#sequence,
      value,
    }).toBinary();
    this.bytes(bytes);
    return bytes;
  }

  event(record: EventRecord): void {
    this.journal.event(this.#entry(Buffer.from(JSON.stringify(record)), 'event', 1));
  }

  /** Lets so much time pass. */
  wait(milliseconds: number): void {
    this.#clock += BigInt(milliseconds) * 1_000_000n;
    this.journal.tick(this.nowMs);
  }

  get nowMs(): number {
    return Number((this.#clock - START) / 1_000_000n);
  }

  close(): Line[] {
    this.journal.close(this.nowMs);
    return this.lines();
  }

  /** Every line, its checksum checked. */
  lines(): Line[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .flatMap((name) => readFileSync(join(this.folder, name), 'utf8').split('\n').slice(0, -1))
      .map((line) => {
        const covered = line.slice(0, line.lastIndexOf(',"crc":'));
        const sum = crc32(Buffer.from(covered)).toString(16).padStart(8, '0');
        if (!line.endsWith(`,"crc":"${sum}"}`)) throw new Error(`wrong checksum: ${line}`);
        return lineSchema.parse(JSON.parse(line));
      });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #entry(payload: Uint8Array, tag: RingEntry['tag'], link: number): RingEntry {
    this.#clock += 1_000_000n;
    // As in the ring: memory that is shared, and used again as soon as the journal is done with it.
    const shared = Buffer.from(new SharedArrayBuffer(payload.length));
    shared.set(payload);
    const monotonic = this.#clock - START;
    return { room: 1, link, tag, wall: this.#clock, monotonic, payload: shared };
  }
}
