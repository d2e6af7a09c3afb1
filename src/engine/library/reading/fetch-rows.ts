/** Reads found records back from the files, few at a time. */
import type { ReadRow } from '../../../shared/ipc/reading.ts';
import type { RecordingReader } from '../../recording/reader/recording-reader.ts';
import { readRow } from './read-row.ts';
import type { RowRef } from './row-refs.ts';

/** Records of one lane that lie closer than this are read in one go. */
const NEAR = 400;

/** @returns One for each ref, null where it cannot be read any more. @throws what the file system says */
export async function fetchRows(
  reader: RecordingReader,
  refs: readonly RowRef[],
): Promise<(ReadRow | null)[]> {
  const places = new Map(refs.map((ref, place) => [nameOf(ref), place] as const));
  const rows: (ReadRow | null)[] = refs.map(() => null);
  for (const stretch of stretches(refs)) {
    const lane = reader.lane(stretch.lane);
    if (lane === undefined) continue;
    const { firstRecord, lastRecord } = stretch;
    for await (const record of lane.read({ firstRecord, lastRecord })) {
      const place = places.get(nameOf({ lane: stretch.lane, record: record.record }));
      if (place !== undefined) rows[place] = readRow(stretch.lane, record);
    }
  }
  return rows;
}

const nameOf = ({ lane, record }: RowRef): string => `${lane}${record}`;

interface Stretch {
  readonly lane: RowRef['lane'];
  readonly firstRecord: number;
  lastRecord: number;
}

function stretches(refs: readonly RowRef[]): Stretch[] {
  const sorted = [...refs].sort((a, b) =>
    a.lane === b.lane ? a.record - b.record : a.lane < b.lane ? -1 : 1,
  );
  const found: Stretch[] = [];
  for (const { lane, record } of sorted) {
    const last = found.at(-1);
    if (last?.lane === lane && record - last.lastRecord <= NEAR) last.lastRecord = record;
    else found.push({ lane, firstRecord: record, lastRecord: record });
  }
  return found;
}
