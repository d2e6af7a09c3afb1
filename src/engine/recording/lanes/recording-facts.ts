/** What a recording holds, whether one lane wrote it or two: the base of its manifest and of verify. */
import type { GapFilledRecord, GapRecord, GapSender, LaneName } from '../../../shared/records.ts';
import { corruptGaps } from '../corrupt-gaps.ts';
import type { Counts, ManifestLane, ManifestParticipant } from '../manifest.ts';
import type { RecordingSummary } from '../summary.ts';
import { lanePath } from './lane-folder.ts';
import type { LanePass } from './lane-pass.ts';
import type { RecordingLane } from './recording-lanes.ts';

export interface RecordingFacts {
  /** What is wrong with the files, in words. */
  readonly problems: readonly string[];
  readonly participants: readonly ManifestParticipant[];
  readonly counts: Counts;
  /** What is missing from the recording as a whole. */
  readonly gaps: readonly GapRecord[];
  readonly room: { readonly sid: string | null; readonly metadata: string | null };
  /** Whether any recorder ever got into the room. */
  readonly joined: boolean;
  /** Whether a recorder was there when the room or the session ended. */
  readonly ended: boolean;
  /** Nanoseconds since 1970; null when nothing was recorded. */
  readonly lastArrival: string | null;
  /** The last number of each sender. */
  readonly lastNumbers: readonly GapSender[];
  readonly clock: RecordingSummary['clock'];
  /** Null where one recorder was wanted. */
  readonly lanes: readonly ManifestLane[] | null;
}

/** @param pass Null for a recording with one lane. */
export function recordingFacts(
  lanes: readonly RecordingLane[],
  pass: LanePass | null,
): RecordingFacts {
  const [first] = lanes;
  const main = pass?.merged ?? first?.scan.summary;
  if (main === undefined) throw new TypeError('a recording has at least one lane');
  const summaries = lanes.map(({ scan }) => scan.summary);
  return {
    problems: lanes.flatMap(({ lane, scan }) => scan.problems.map((text) => lanePath(lane, text))),
    participants: main.participants(),
    counts: countsOf(lanes, pass),
    gaps: lanes.flatMap(({ lane, scan }) => [
      ...gapsLeft(lane, scan.summary, first?.scan.summary.fills),
      ...corruptGaps(scan).map((gap): GapRecord => (lane === 'a' ? gap : { ...gap, lane })),
    ]),
    room: main.room,
    ended: summaries.some(({ ended }) => ended),
    lastArrival: latest(summaries),
    lastNumbers: main.lastSequences(),
    joined: summaries.some(({ lastLink }) => lastLink > 0),
    clock: first?.scan.summary.clock ?? null,
    lanes: pass === null ? null : lanes.map((lane) => manifestLane(lane, pass)),
  };
}

/** Lines are counted in both lanes; what was sent in the room is counted once. */
function countsOf(lanes: readonly RecordingLane[], pass: LanePass | null): Counts {
  const all = lanes.map(({ scan }) => scan.summary.counts(scan.corrupt));
  const sum = (of: (counts: Counts) => number): number =>
    all.reduce((total, counts) => total + of(counts), 0);
  const byKind = new Map<string, number>();
  for (const counts of all) {
    for (const [kind, count] of Object.entries(counts.byKind)) {
      byKind.set(kind, (byKind.get(kind) ?? 0) + count);
    }
  }
  const [first] = all;
  const once = pass?.merged.counts(0) ?? first;
  if (once === undefined) throw new TypeError('a recording has at least one lane');
  return {
    ...once,
    records: sum(({ records }) => records),
    duplicates: sum(({ duplicates }) => duplicates),
    corrupt: sum(({ corrupt }) => corrupt),
    byKind: Object.fromEntries(byKind),
  };
}

/** The gaps of a lane, without what the other lane fills. */
function gapsLeft(
  lane: LaneName,
  { gaps, gapNumbers }: RecordingSummary,
  fills: readonly GapFilledRecord[] = [],
): GapRecord[] {
  // The first where there are two.
  const ofLane = fills.filter(({ gap }) => gap.lane === lane).reverse();
  const byRecord = new Map(ofLane.map((fill) => [fill.gap.record, fill]));
  return gaps.flatMap((gap, index) => {
    const own: GapRecord = lane === 'a' ? gap : { ...gap, lane };
    const fill = byRecord.get(gapNumbers[index] ?? 0);
    if (fill === undefined) return [own];
    // How many of a counter's numbers are missing is said of each part by itself.
    const { count: _count, ...uncounted } = own;
    const base = gap.reason === 'counter' ? uncounted : own;
    return fill.missing.map((missing): GapRecord => ({ ...base, ...missing }));
  });
}

function latest(summaries: readonly RecordingSummary[]): string | null {
  return summaries
    .map(({ lastArrival }) => lastArrival)
    .reduce((a, b) => (a === null || (b !== null && BigInt(b) > BigInt(a)) ? b : a), null);
}

function manifestLane({ lane, scan }: RecordingLane, { missed }: LanePass): ManifestLane {
  const { records, messages } = scan.summary.counts(0);
  return { lane, records, messages, missed: missed[lane] };
}
