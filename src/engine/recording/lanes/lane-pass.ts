/** One pass over both lanes of a recording: what they hold together, and what each fills for the other. */
import type { GapFilledRecord, LaneName } from '../../../shared/records.ts';
import type { ForeignRecord } from '../lines.ts';
import type { KnownRecord } from '../../../shared/records.ts';
import { isKnownKind } from '../../../shared/records.ts';
import { RecordingSummary } from '../summary.ts';
import { CounterFilling, type LaneCounterGap } from './counter-filling.ts';
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
  const counters = new CounterFilling([...counterGapsOf(a, a), ...counterGapsOf(b, a)]);
  const coverage = { a: new LaneCoverage(), b: new LaneCoverage() };
  const merged = new RecordingSummary();
  const missed = { a: 0, b: 0 };
  const lanes = mergeLanes(
    watched(laneRecords(a.folder), (record) => {
      coverage.a.see(record);
      if (counters.isNeeded) counters.see('a', record);
    }),
    watched(laneRecords(b.folder), (record) => {
      coverage.b.see(record);
      if (counters.isNeeded) counters.see('b', record);
    }),
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
  return { merged, missed, fills: [...fills, ...counters.results()] };
}

function gapsOf(lane: RecordingLane, a: RecordingLane): LaneGap[] {
  return stampedGaps(lane, a).flatMap(({ gap, ...stamps }) => {
    // Of numbers in payloads another lane is looked through for itself (counter-filling.ts).
    if (gap.reason === 'counter') return [];
    const { from, to, sid, firstMissing, lastMissing } = gap;
    return [{ ...stamps, from, to, sid, firstMissing, lastMissing }];
  });
}

function counterGapsOf(lane: RecordingLane, a: RecordingLane): LaneCounterGap[] {
  return stampedGaps(lane, a).filter(({ gap, settled }) => gap.reason === 'counter' && !settled);
}

/** `gap-filled` records stand in lane a, also those for the gaps of lane b. */
function stampedGaps(
  { lane, scan }: RecordingLane,
  a: RecordingLane,
): (LaneCounterGap & { readonly settled: boolean })[] {
  const settled = new Set(
    a.scan.summary.fills.filter(({ gap }) => gap.lane === lane).map(({ gap }) => gap.record),
  );
  return scan.summary.gaps.map((gap, index) => {
    const record = scan.summary.gapNumbers[index] ?? 0;
    return { lane, record, settled: settled.has(record), gap };
  });
}

async function* watched<R extends KnownRecord | ForeignRecord>(
  records: AsyncIterable<R>,
  see: (record: R) => void,
): AsyncGenerator<R> {
  for await (const record of records) {
    see(record);
    yield record;
  }
}

function isKnown(record: KnownRecord | ForeignRecord): record is KnownRecord {
  return isKnownKind(record.kind);
}
