/** The segment that a repair adds: what is missing, and where the recording comes from. */
import { FORMAT_NAME, FORMAT_VERSION } from '../../../shared/layout.ts';
import type { GapRecord } from '../../../shared/records.ts';
import { Chunks } from './chunks.ts';
import { madeLine } from './made-line.ts';

export interface LastSegment {
  readonly nextRecord: number;
  readonly segment: number;
  readonly lane: string;
  readonly recordingId: string;
  readonly software: string;
  readonly gaps: readonly GapRecord[];
  readonly note: string;
}

/** @throws what the file system says */
export function writeLastSegment(path: string, about: LastSegment): void {
  const { recordingId, segment, lane, software, gaps, note } = about;
  const arrival = String(BigInt(Date.now()) * 1_000_000n);
  const monotonic = String(process.hrtime.bigint());
  const header = {
    format: FORMAT_NAME,
    version: FORMAT_VERSION,
    recordingId,
    segment,
    lane,
    software,
  };
  const records = [
    { kind: 'segment', ...header },
    ...gaps.map(inOrder),
    { kind: 'note', text: note },
  ];
  const lines = records.map((members, place) =>
    madeLine({ record: about.nextRecord + place, arrival, monotonic, ...members }),
  );
  const file = new Chunks(path);
  file.add(Buffer.from(lines.join('')));
  file.close();
}

/** Members in the order of docs/data-format.md. */
function inOrder(gap: GapRecord): Readonly<Record<string, unknown>> {
  const { kind, reason, from, to, senders, firstRecord, lastRecord, count, detail } = gap;
  const members = { kind, reason, from, to, senders, firstRecord, lastRecord, count, detail };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
