/** A journal on a folder of its own, driven by hand, and read back without the engine's reader. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { DataPacket, DataPacket_Kind, UserPacket } from '@livekit/protocol';
import { defaultJournalSettings, type JournalSettings } from '../../../shared/capture-protocol.ts';
import { inFormatOrder, type EventRecord } from '../../../shared/records.ts';
import type { JournalFiles } from '../file-port.ts';
import { LatencyHistogram } from '../latency.ts';
import { OpenFiles } from '../open-files.ts';
import { RoomJournal } from '../room-journal.ts';

const EPOCH = 1_760_000_000_000_000_000n;

export interface Line {
  readonly record: number;
  readonly kind: string;
  readonly text?: string;
  readonly [member: string]: unknown;
}

export class JournalCase {
  readonly parent = mkdtempSync(join(tmpdir(), 'journal-'));
  readonly folder = join(this.parent, 'recording');
  readonly closedSegments: string[] = [];
  hasSpace = true;
  #clock = EPOCH;

  constructor() {
    mkdirSync(this.folder);
  }

  open(
    files: JournalFiles,
    settings: Partial<JournalSettings> = {},
    openFiles = new OpenFiles(8),
  ): RoomJournal {
    return new RoomJournal({
      recordingId: 'r1',
      folder: this.folder,
      nextRecord: 1,
      nextSegment: 1,
      openedAt: this.now(),
      software: 'test 1',
      settings: { ...defaultJournalSettings, ...settings },
      files,
      openFiles,
      hasSpace: () => this.hasSpace,
      now: () => this.now(),
      writtenLatency: new LatencyHistogram(),
      syncedLatency: new LatencyHistogram(),
      syncDurations: new LatencyHistogram(),
      onSegmentClosed: (path) => this.closedSegments.push(path),
    });
  }

  now(): { wall: bigint; monotonic: bigint } {
    return { wall: this.#clock, monotonic: this.#clock - EPOCH };
  }

  get nowMs(): number {
    return Number((this.#clock - EPOCH) / 1_000_000n);
  }

  wait(milliseconds: number): void {
    this.#clock += BigInt(milliseconds) * 1_000_000n;
  }

  /** One message arrives and is written. Returns whether it was taken. */
  send(
    journal: RoomJournal,
    text: string,
    sender: { readonly sid?: string; readonly sequence?: number } = {},
  ): boolean {
    this.#clock += 1000n;
    const user = new UserPacket({ payload: Buffer.from(text) });
    const { sid = '', sequence = 0 } = sender;
    const packet = new DataPacket({
      kind: DataPacket_Kind.RELIABLE,
      participantSid: sid,
      participantIdentity: sid === '' ? '' : `device ${sid}`,
      sequence,
      value: { case: 'user', value: user },
    });
    const payload = Buffer.from(packet.toBinary());
    const taken = journal.packet({ room: 1, link: 1, tag: 'reliable', ...this.now(), payload });
    journal.flush(this.nowMs);
    return taken;
  }

  /** The same of an event. */
  tell(journal: RoomJournal, record: EventRecord): void {
    this.#clock += 1000n;
    const payload = Buffer.from(JSON.stringify(inFormatOrder(record)));
    journal.event({ room: 1, link: 0, tag: 'event', ...this.now(), payload });
    journal.flush(this.nowMs);
  }

  /** Closes, and waits for syncs that are under way. */
  async close(journal: RoomJournal): Promise<void> {
    journal.close(this.nowMs);
    while (!journal.closed) {
      await new Promise((resolve) => setImmediate(resolve));
      journal.tick(this.nowMs);
    }
  }

  /** Every line of every segment, in order; throws when one does not carry its own checksum. */
  lines(): Line[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .flatMap((name) => readFileSync(join(this.folder, name), 'utf8').split('\n').slice(0, -1))
      .map(parse);
  }

  texts(): string[] {
    return this.lines().flatMap(({ kind, text }) =>
      kind === 'data' && text !== undefined ? [text] : [],
    );
  }

  end(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }
}

function parse(line: string): Line {
  const covered = line.slice(0, line.lastIndexOf(',"crc":'));
  const parsed = JSON.parse(line) as Line;
  if (parsed['crc'] !== crc32(Buffer.from(covered)).toString(16).padStart(8, '0')) {
    throw new Error(`the checksum does not fit: ${line}`);
  }
  return parsed;
}

/** Lets callbacks of syncs come. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
