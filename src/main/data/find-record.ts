/** Reads one message of a recording back, while it is still being written as well. */
import { LaneReader } from '../../engine/recording/reader/lane-reader.ts';
import type { AnyRecord } from '../../engine/recording/lines.ts';

/** The lane that was looked at last: its indexes are likely to be wanted again. */
let last: { readonly folder: string; readonly lane: LaneReader } | null = null;

/** @param folder That of the lane. @returns Null when there is no such record, or when it cannot be read. */
export async function findRecord(folder: string, record: number): Promise<AnyRecord | null> {
  if (last?.folder !== folder) last = { folder, lane: new LaneReader(folder) };
  return last.lane.recordAt(record);
}
