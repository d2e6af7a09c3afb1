/** One pass over both lanes of a recording: what they hold together, and what each fills for the other. */
import type { GapFilledRecord, LaneName } from '../../../shared/records.ts';
import type { ForeignRecord } from '../lines.ts';
import type { KnownRecord } from '../../../shared/records.ts';
import { isKnownKind } from '../../../shared/records.ts';
import { RecordingSummary } from '../summary.ts';
import { GapFilling, type LaneGap } from './gap-filling.ts';
import { LaneCoverage } from './lane-coverage.ts';
import { laneRecords } from './lane-records.ts';
import { mergeLanes } from './merge-lanes.ts';
import { mergeClass } from './merge-record.ts';
import type { RecordingLane } from './recording-lanes.ts';

export interface LanePass {
  /** Of the merged recording: each packet once. */
  readonly merged: RecordingSummary;
  /** Packets that the other lane has and this one has not. */
  readonly missed: Readonly<Record<LaneName, number>>;
  /** For the gaps that no `gap-filled` record deals with yet. */
  readonly fills: readonly GapFilledRecord[];
}

/** @throws what the file system says */
export async function passLanes(a: RecordingLane, b: RecordingLane): Promise<LanePass> {
  const filling = new GapFilling([...gapsOf(a, a), ...gapsOf(b, a)]);
  const coverage = { a: new LaneCoverage(), b: new LaneCoverage() };
  const merged = new RecordingSummary();
  const missed = { a: 0, b: 0 };
  const lanes = mergeLanes(
    watched(laneRecords(a.folder), coverage.a),
    watched(laneRecords(b.folder), coverage.b),
    {
      onMissed: (one) => {
        missed[one.missedBy] += 1;
        filling.missed(one);
      },
    },
  );
  for await (const { record } of lanes) {
    if (mergeClass(record) === 'packet') filling.see(record);
    if (isKnown(record)) merged.add(record);
    else merged.addForeign(record);
  }
  const fills = filling.results({
    a: { coverage: coverage.a, lastNumbers: a.scan.summary.lastSequences() },
    b: { coverage: coverage.b, lastNumbers: b.scan.summary.lastSequences() },
  });
  return { merged, missed, fills };
}

/** `gap-filled` records stand in lane a, also those for the gaps of lane b. */
function gapsOf({ lane, scan }: RecordingLane, a: RecordingLane): LaneGap[] {
  const { gaps, gapNumbers } = scan.summary;
  return gaps.flatMap(({ reason, from, to, sid, firstMissing, lastMissing }, index) => {
    // Of numbers in payloads a lane knows only its own.
    if (reason === 'counter') return [];
    const record = gapNumbers[index] ?? 0;
    const settled = a.scan.summary.fills.some(
      ({ gap }) => gap.lane === lane && gap.record === record,
    );
    return { lane, record, settled, from, to, sid, firstMissing, lastMissing };
  });
}

async function* watched<R extends KnownRecord | ForeignRecord>(
  records: AsyncIterable<R>,
  coverage: LaneCoverage,
): AsyncGenerator<R> {
  for await (const record of records) {
    coverage.see(record);
    yield record;
  }
}

function isKnown(record: KnownRecord | ForeignRecord): record is KnownRecord {
  return isKnownKind(record.kind);
}
