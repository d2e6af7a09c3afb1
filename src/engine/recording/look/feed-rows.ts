/** Records of a journal as rows of the feed, for whoever scrolls back. */
import { isJson, MOST_FEED_JSON, MOST_FEED_TEXT, type FeedRow } from '../../../shared/feed-row.ts';
import type { LaneName } from '../../../shared/records.ts';
import type { RowsAnswer, RowsRequest } from '../../../shared/timeline.ts';
import { payloadOf } from '../../exports/payload.ts';
import { isKnownRecord, type AnyRecord } from '../lines.ts';
import { isPacket, packetBytes, packetKinds } from '../packet-size.ts';
import { rowHead } from '../row-head.ts';
import type { RecordFilter } from '../reader/filter.ts';
import type { LaneReader } from '../reader/lane-reader.ts';

/** Rows in one answer. */
const PAGE_ROWS = 200;
/** Of those, what stands before a moment that is looked for. */
const ROWS_BEFORE = 60;
/** A filter that nothing fits would read everything. */
const MOST_MS = 3000;

/** @throws what the file system says */
export async function feedRows(
  reader: LaneReader,
  lane: LaneName,
  request: RowsRequest,
): Promise<RowsAnswer> {
  const { at, after, before } = request;
  const signal = AbortSignal.timeout(MOST_MS);
  const read = (filter: RecordFilter, direction: 'forward' | 'backward', most: number) =>
    take(reader, lane, { ...filterOf(request), ...filter }, { direction, most, signal });
  if (at === undefined) {
    const isForward = after !== undefined;
    const filter = isForward ? { firstRecord: after + 1 } : { lastRecord: (before ?? 1) - 1 };
    const found = await read(filter, isForward ? 'forward' : 'backward', PAGE_ROWS);
    return {
      rows: found.rows,
      focus: null,
      moreBefore: isForward ? false : found.more,
      moreAfter: isForward ? found.more : false,
      isCut: found.isCut,
    };
  }
  const moment = BigInt(Math.round(at)) * 1_000_000n;
  const later = await read({ from: moment }, 'forward', PAGE_ROWS - ROWS_BEFORE);
  const earlier = await read({ to: moment - 1n }, 'backward', ROWS_BEFORE);
  return {
    rows: [...earlier.rows, ...later.rows],
    focus: later.rows[0]?.record ?? null,
    moreBefore: earlier.more,
    moreAfter: later.more,
    isCut: earlier.isCut || later.isCut,
  };
}

interface Taken {
  readonly rows: FeedRow[];
  readonly more: boolean;
  readonly isCut: boolean;
}

interface TakeOptions {
  readonly direction: 'forward' | 'backward';
  readonly most: number;
  readonly signal: AbortSignal;
}

/** In the order of the journal, whichever way they are read. */
async function take(
  reader: LaneReader,
  lane: LaneName,
  filter: RecordFilter,
  { direction, most, signal }: TakeOptions,
): Promise<Taken> {
  const rows: FeedRow[] = [];
  let more = false;
  let isCut = false;
  try {
    for await (const record of reader.read(filter, { direction, signal })) {
      more = rows.length === most;
      if (more) break;
      const row = feedRowOf(record, lane);
      if (row !== null) rows.push(row);
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    isCut = true;
  }
  return { rows: direction === 'forward' ? rows : rows.reverse(), more, isCut };
}

function filterOf({ kinds, identity, topic, text }: RowsRequest): RecordFilter {
  return {
    kinds: kinds.length === 0 ? [...packetKinds] : kinds,
    ...(identity === null ? {} : { participants: [identity] }),
    ...(topic === null || topic === '' ? {} : { topics: [topic] }),
    ...(text.trim() === '' ? {} : { text: text.trim() }),
  };
}

/** Null for what is no packet. */
function feedRowOf(record: AnyRecord, lane: LaneName): FeedRow | null {
  if (!isKnownRecord(record) || !packetKinds.has(record.kind)) return null;
  const { encoding, text } = payloadOf(record);
  const isBinary = encoding === 'base64';
  const payload = isBinary ? Buffer.from(text, 'base64') : Buffer.from(text);
  const most = !isBinary && isJson(payload) ? MOST_FEED_JSON : MOST_FEED_TEXT;
  const shown = payload.subarray(0, most);
  return {
    ...rowHead(lane, record),
    size: isPacket(record) ? packetBytes(record) : 0,
    text: isBinary ? null : shown.toString('utf8'),
    base64: isBinary ? shown.toString('base64') : null,
    clipped: shown.length < payload.length,
  };
}
