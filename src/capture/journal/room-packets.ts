import type { CounterRule } from '../../shared/counter-rule.ts';
import { eventRecordSchema } from '../../shared/records.ts';
import { CounterWatch } from './counter-watch.ts';
import type { EncodeContext } from './encode.ts';
import type { JournalFiles } from './file-port.ts';
import { TrackTable } from './packets/track-table.ts';
import { StreamFiles } from './streams/stream-files.ts';
import { StreamTable } from './streams/stream-table.ts';

/** Event records that say something about streams and tracks begin so. */
const WATCHED = ['{"kind":"participant"', '{"kind":"track"', '{"kind":"link"'];

/** What a room's journal remembers between packets: streams that run, and tracks by their handles. */
export class RoomPackets implements EncodeContext {
  readonly files: StreamFiles;
  readonly streams: StreamTable;
  readonly tracks = new TrackTable();
  readonly counters: CounterWatch | null;

  /**
   * @param reserveBytes that stay free on the disk: streams do not take the room of segments
   * @param counter where payloads hold a number; null: nobody says
   */
  constructor(
    folder: string,
    reserveBytes: number,
    files: JournalFiles,
    counter: CounterRule | null,
  ) {
    this.files = new StreamFiles(folder, reserveBytes, files);
    this.streams = new StreamTable(folder, this.files);
    this.counters = counter === null ? null : new CounterWatch(counter);
  }

  /** Learns from an event record, given as JSON. @param nowMs of the journal's clock */
  learn(json: string, nowMs: number): void {
    if (!WATCHED.some((beginning) => json.startsWith(beginning))) return;
    const record = eventRecordSchema.parse(JSON.parse(json));
    if (record.kind === 'track') this.tracks.told(record);
    else if (record.kind === 'link' && record.event === 'lost') this.streams.linkLost();
    else if (record.kind === 'participant' && record.event === 'left') {
      this.streams.senderLeft(record.sid, nowMs);
    }
  }
}
