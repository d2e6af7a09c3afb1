/** What happened in a session as a table in the form of BIDS' `events.tsv`: onset and duration in seconds. */
import { isKnownRecord, type AnyRecord } from '../recording/lines.ts';
import type { Manifest } from '../recording/manifest.ts';
import { RecordingReader, type MergedFilter } from '../recording/reader/recording-reader.ts';
import type { GapRecord } from '../../shared/records.ts';
import type { OutputFile } from './output-file.ts';
import { placedNotes, type PlacedNote } from './placed-notes.ts';
import type { RowsRead } from './read-rows.ts';
import { isoNanos, secondsText } from './stamp.ts';

const COLUMNS = [
  'onset',
  'duration',
  'trial_type',
  'value',
  'participant',
  'sid',
  'arrival',
  'category',
];
/** What BIDS writes where there is nothing to say. */
const NONE = 'n/a';
/** Kinds of records that rows come from. */
export const EVENT_KINDS: readonly string[] = [
  ...['note', 'participant', 'gap', 'room', 'session', 'link'],
];
/** A session of more events than that is sorted in pieces. */
const MOST_SORTED = 200_000;

interface EventRow {
  readonly at: bigint;
  readonly duration: bigint;
  readonly type: string;
  readonly value: string | null;
  readonly identity: string | null;
  readonly sid: string | null;
  /** Of a note. */
  readonly category?: string | null;
}

export interface EventsRequest {
  readonly filter: MergedFilter;
  readonly start: bigint;
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Rows in the order of their onset. The gaps of a recording that is final are those of its manifest:
 * what two lanes fill is none any more, and some are told by no segment.
 */
export async function writeEvents(
  folder: string,
  manifest: Manifest,
  { filter, start, signal, onBytes }: EventsRequest,
  out: OutputFile,
): Promise<RowsRead> {
  out.bytes.text(`${COLUMNS.join('\t')}\n`);
  const isFinal = manifest.status !== 'recording';
  const wants = (kind: string): boolean => filter.kinds?.includes(kind) ?? true;
  const notes = await placedNotes(folder, filter, signal);
  let rows: EventRow[] = [
    ...(isFinal && wants('gap') ? manifestGaps(manifest, filter) : []),
    ...notes.map(noteRow),
  ];
  let written = 0;
  let missing = 0;
  const flush = async (): Promise<void> => {
    rows.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    for (const row of rows) {
      out.bytes.text(lineOf(row, start));
      await out.drain();
    }
    written += rows.length;
    rows = [];
  };
  const read = (kind: string): boolean => kind !== 'note' && !(isFinal && kind === 'gap');
  const kinds = EVENT_KINDS.filter((kind) => wants(kind) && read(kind));
  const onMissing = (): void => {
    missing += 1;
  };
  const options = { signal, onMissing, onBytes };
  for await (const { record } of new RecordingReader(folder).read({ ...filter, kinds }, options)) {
    const row = rowOf(record);
    if (row !== null) rows.push(row);
    if (rows.length >= MOST_SORTED) await flush();
  }
  await flush();
  return { rows: written, missing, unendedStreams: 0 };
}

function rowOf(record: AnyRecord): EventRow | null {
  if (!isKnownRecord(record)) return null;
  const at = BigInt(record.arrival);
  const moment = { at, duration: 0n, identity: null, sid: null };
  switch (record.kind) {
    case 'participant': {
      const { event, identity, sid, reason } = record;
      if (event === 'changed' || event === 'quality') return null;
      return { ...moment, type: event, value: reason ?? null, identity, sid };
    }
    case 'room':
      if (record.event === 'changed') return null;
      return { ...moment, type: `room-${record.event}`, value: record.reason ?? null };
    case 'session':
      return { ...moment, type: `session-${record.event}`, value: record.name ?? null };
    case 'link':
      if (record.event === 'quality') return null;
      return { ...moment, type: `link-${record.event}`, value: record.reason ?? null };
    case 'gap':
      return gapRow(record, at);
    default:
      return null;
  }
}

function noteRow({ at, text, category }: PlacedNote): EventRow {
  return { at, duration: 0n, type: 'note', value: text, identity: null, sid: null, category };
}

function gapRow(gap: Omit<GapRecord, 'kind'>, arrival: bigint): EventRow {
  const from = gap.from === undefined ? arrival : BigInt(gap.from);
  const to = gap.to === undefined ? from : BigInt(gap.to);
  const numbers =
    gap.firstMissing === undefined ? null : `${gap.firstMissing}-${gap.lastMissing ?? ''}`;
  const value = [gap.reason, numbers, gap.detail]
    .filter((part) => part !== null && part !== undefined)
    .join(' ');
  const { identity = null, sid = null } = gap;
  return { at: from, duration: to > from ? to - from : 0n, type: 'gap', value, identity, sid };
}

/** Of those that tell no time, the onset is when the recording ended. */
function manifestGaps(manifest: Manifest, { from, to, participants }: MergedFilter): EventRow[] {
  const end = BigInt(Date.parse(manifest.endedAt ?? manifest.startedAt)) * 1_000_000n;
  return manifest.gaps
    .map((gap) => {
      const arrival: unknown = Reflect.get(gap, 'arrival');
      return gapRow(gap, typeof arrival === 'string' ? BigInt(arrival) : end);
    })
    .filter(({ at, duration }) => (from ?? 0n) <= at + duration && (to === undefined || at <= to))
    .filter(({ identity, sid }) => {
      if (participants === undefined) return true;
      return participants.includes(identity ?? '') || participants.includes(sid ?? '');
    });
}

function lineOf(row: EventRow, start: bigint): string {
  const { at, duration, type, value, identity, sid, category = null } = row;
  const cells = [secondsText(at - start), secondsText(duration), type];
  const [said, ...others] = [value, identity, sid, category].map((text) =>
    text === null ? NONE : tsvCell(text),
  );
  const word = others.pop();
  return `${[...cells, said, ...others, isoNanos(at), word].join('\t')}\n`;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

/** A table of this kind has no quotes: what would break it is written `\t`, `\n`, `\r` and `\\`. */
function tsvCell(text: string): string {
  if (text === '') return NONE;
  return text.replace(/[\\\t\n\r]/g, (character) => ESCAPES.get(character) ?? character);
}
