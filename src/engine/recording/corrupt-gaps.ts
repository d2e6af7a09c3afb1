/** Gaps that nobody wrote down: records that a scan finds unreadable or not there. */
import type { GapRecord } from '../../shared/records.ts';
import { holeCount, type Hole } from './scan/holes.ts';
import type { RecordingScan } from './scan.ts';

/** A list of gaps is for people; beyond this many the rest is one gap. */
const MOST = 100;

/** One `corrupt` gap for each hole that no gap record of the recording declares. */
export function corruptGaps(scan: RecordingScan): GapRecord[] {
  const { undeclared } = scan;
  const gaps = undeclared.slice(0, MOST).map(gapOf);
  const rest = undeclared.slice(MOST);
  const [first] = rest;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return gaps;
  const count = rest.reduce((sum, hole) => sum + holeCount(hole), 0);
  const detail = `${rest.length} more places`;
  return [...gaps, { ...timesOf(first.from, last.to), count, detail }];
}

function gapOf(hole: Hole): GapRecord {
  const { firstRecord, lastRecord, file, unreadable } = hole;
  const numbers = firstRecord === null || lastRecord === null ? {} : { firstRecord, lastRecord };
  const lines = unreadable === 0 ? '' : `, ${unreadable} unreadable line(s)`;
  return {
    ...timesOf(hole.from, hole.to),
    ...numbers,
    count: holeCount(hole),
    detail: `${file}${lines}`,
  };
}

function timesOf(from: string | null, to: string): GapRecord {
  return { kind: 'gap', reason: 'corrupt', ...(from === null ? {} : { from }), to, senders: [] };
}
