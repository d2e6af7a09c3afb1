/** A page of a recording: so many records after or before a place, for lists that scroll. */
import type { LaneName } from '../../../shared/records.ts';
import type { RecordFilter } from './filter.ts';
import type { LaneRecord, MergedFilter, RecordingReader } from './recording-reader.ts';

/** The place of a record in the merged stream. */
export interface Cursor {
  readonly arrival: string;
  readonly lane: LaneName;
  readonly record: number;
}

export interface PageRequest {
  readonly filter?: MergedFilter;
  readonly limit: number;
  /** Only what stands after this place. Without `after` and `before` the page is the first. */
  readonly after?: Cursor;
  /** Only what stands before it; `'end'` for the last page. */
  readonly before?: Cursor | 'end';
  readonly signal?: AbortSignal;
}

export interface RecordPage {
  /** In the order of arrival, whichever way the page was found. */
  readonly records: readonly LaneRecord[];
  /** Whether there is more in the direction that was asked for. */
  readonly more: boolean;
}

/** Where to go on from a record of a page. */
export function cursorOf({ lane, record }: LaneRecord): Cursor {
  return { arrival: record.arrival, lane, record: record.record };
}

/** @throws what the file system says; the signal's reason when it is aborted */
export async function readPage(reader: RecordingReader, request: PageRequest): Promise<RecordPage> {
  const { limit, before } = request;
  const records: LaneRecord[] = [];
  let more = false;
  for await (const one of reader.redundant
    ? mergedFrom(reader, request)
    : laneFrom(reader, request)) {
    more = records.length === limit;
    if (more) break;
    records.push(one);
  }
  return { records: before === undefined ? records : records.reverse(), more };
}

/** One lane goes on by its numbers: a clock that was set back confuses them not. */
async function* laneFrom(
  reader: RecordingReader,
  { filter = {}, after, before, signal }: PageRequest,
): AsyncGenerator<LaneRecord, void, undefined> {
  const direction = before === undefined ? 'forward' : 'backward';
  const numbers: RecordFilter = {
    ...filter,
    ...(before === undefined || before === 'end' ? {} : { lastRecord: before.record - 1 }),
    ...(after === undefined ? {} : { firstRecord: after.record + 1 }),
  };
  const lane = reader.lane('a');
  if (lane === undefined) return;
  for await (const record of lane.read(numbers, { direction, signal })) yield { lane: 'a', record };
}

/** Two lanes go on by arrival; of what arrived in the same nanosecond, from the cursor on. */
async function* mergedFrom(
  reader: RecordingReader,
  { filter, after, before, signal }: PageRequest,
): AsyncGenerator<LaneRecord, void, undefined> {
  const direction = before === undefined ? 'forward' : 'backward';
  const cursor = before === 'end' ? undefined : (before ?? after);
  if (cursor === undefined) {
    yield* reader.read(filter, { direction, signal });
    return;
  }
  let skipped: LaneRecord[] = [];
  let passed = false;
  const from = fromCursor(filter, cursor, direction);
  for await (const one of reader.read(from, { direction, signal })) {
    if (passed) yield one;
    else if (isAt(one, cursor)) {
      passed = true;
      skipped = [];
    } else if (one.record.arrival === cursor.arrival) skipped.push(one);
    else {
      // The record of the cursor is not there any more: what arrived with it counts.
      passed = true;
      yield* skipped;
      yield one;
    }
  }
  if (!passed) yield* skipped;
}

function isAt({ lane, record }: LaneRecord, cursor: Cursor): boolean {
  return lane === cursor.lane && record.record === cursor.record;
}

function fromCursor(
  filter: MergedFilter = {},
  { arrival }: Cursor,
  direction: 'forward' | 'backward',
): MergedFilter {
  const at = BigInt(arrival);
  if (direction === 'backward')
    return { ...filter, to: filter.to === undefined || filter.to > at ? at : filter.to };
  return {
    ...filter,
    from: filter.from === undefined || filter.from < at ? at : filter.from,
  };
}
