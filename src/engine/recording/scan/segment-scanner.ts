/**
 * Takes the lines of one segment, in order, and keeps what manifest, recovery and verification need.
 * `data` lines are read at their fixed places, all others in full.
 */
import type { LineSink } from './line-window.ts';
import { checkedEnd, parseChecked, type ParsedLine } from '../lines.ts';
import { describeVersion } from '../upgrades.ts';
import type { RecordingSummary } from '../summary.ts';
import { readDataLine, type DataLine } from './data-line.ts';
import { micros } from './micros.ts';
import type { BlockSink } from './block-sink.ts';
import type { Holes } from './holes.ts';
import type { Problems } from './problems.ts';

type Valid = Extract<ParsedLine, { ok: true }>;

/** What one lane's segments have in common while they are read. */
export interface LaneScan {
  readonly summary: RecordingSummary;
  readonly problems: Problems;
  readonly holes: Holes;
  readonly data: DataLine;
}

export class SegmentScanner implements LineSink {
  readonly #lane: LaneScan;
  readonly #file: string;
  readonly #number: number;
  readonly #blocks: BlockSink | null;
  readonly #onPiece: ((bytes: Buffer) => void) | null;
  records = 0;
  firstRecord: number | null = null;
  lastRecord: number | null = null;
  firstArrival: string | null = null;
  lastArrival: string | null = null;
  corrupt = 0;
  /** Where the last valid line ends. */
  validEnd = 0;
  recordingId: string | null = null;
  #unreadable = 0;
  /** Where the arrival lies that `lastArrival` does not name yet. */
  #arrivalStart = -1;
  #arrivalEnd = -1;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(
    lane: LaneScan,
    file: string,
    number: number,
    blocks: BlockSink | null,
    onPiece: ((bytes: Buffer) => void) | null,
  ) {
    this.#lane = lane;
    this.#file = file;
    this.#number = number;
    this.#blocks = blocks;
    this.#onPiece = onPiece;
  }

  piece(bytes: Buffer): void {
    this.#onPiece?.(bytes);
  }

  line(bytes: Buffer, start: number, end: number, offset: number): void {
    const mark = checkedEnd(bytes, start, end);
    if (mark === -1) {
      this.#bad(offset);
      return;
    }
    const { data, summary } = this.#lane;
    this.#bytes = bytes;
    if (readDataLine(data, bytes, start, mark)) {
      const { record, arrivalStart, arrivalEnd } = data;
      if (!this.#follows(record)) {
        this.#place(record, 'data', bytes.toString('latin1', arrivalStart, arrivalEnd));
      }
      this.#arrivalStart = arrivalStart;
      this.#arrivalEnd = arrivalEnd;
      summary.addData(data);
      if (this.#blocks !== null) {
        const at = micros(bytes, arrivalStart, arrivalEnd);
        this.#blocks.add(record, at, 'data', data.identity, data.sid, data.topic, offset);
      }
    } else if (!this.#full(bytes.subarray(start, end), offset)) {
      this.#bad(offset);
      return;
    }
    this.validEnd = offset + end - start + 1;
  }

  turn(): void {
    if (this.#arrivalStart === -1) return;
    this.lastArrival = this.#bytes.toString('latin1', this.#arrivalStart, this.#arrivalEnd);
    this.#lane.summary.arrivedUntil(this.lastArrival);
    this.#arrivalStart = -1;
  }

  #bad(offset: number): void {
    this.#unreadable += 1;
    this.#blocks?.unreadable(offset);
  }

  #full(line: Buffer, offset: number): boolean {
    const parsed = parseChecked(line);
    if (!parsed.ok) return false;
    this.turn();
    const stamped = parsed.record ?? parsed.foreign;
    const { record, kind, arrival } = stamped;
    if (!this.#follows(record)) this.#place(record, kind, arrival);
    this.#header(parsed);
    this.#declaration(parsed);
    const { summary } = this.#lane;
    if (parsed.record === null) summary.addForeign(parsed.foreign);
    else summary.add(parsed.record);
    this.lastArrival = arrival;
    summary.arrivedUntil(arrival);
    if (this.#blocks !== null) {
      const { identity, sid, topic } = routing(stamped);
      const digits = Buffer.from(arrival, 'latin1');
      const at = micros(digits, 0, digits.length);
      this.#blocks.add(record, at, kind, identity, sid, topic, offset);
    }
    return true;
  }

  /** Counts a record that has the number that was due, right after a valid line: nearly all have. */
  #follows(record: number): boolean {
    if (this.#unreadable > 0 || this.records === 0) return false;
    if (record !== this.#lane.summary.lastRecord + 1) return false;
    this.records += 1;
    this.lastRecord = record;
    return true;
  }

  /** Compares the record's number with the one that was due; names what is missing before it. */
  #place(record: number, kind: string, arrival: string): void {
    const { summary, problems, holes } = this.#lane;
    const due = summary.lastRecord + 1;
    const unreadable = this.#unreadable;
    if (record !== due || unreadable > 0) {
      this.turn();
      const where = `${this.#file}: `;
      if (unreadable > 0) {
        problems.add(`${where}${unreadable} unreadable line(s) before record ${record}`);
      }
      // Numbers that were left out are judged at the end: a later record may declare them.
      if (record < due) {
        problems.add(`${where}record ${record} follows where ${due} was expected`);
      }
      const missing = record > due;
      holes.add({
        file: this.#file,
        firstRecord: missing ? due : null,
        lastRecord: missing ? record - 1 : null,
        unreadable,
        from: summary.lastArrival,
        to: arrival,
      });
      this.corrupt += unreadable;
      this.#unreadable = 0;
    }
    if (this.records === 0) {
      if (kind !== 'segment') {
        problems.add(`${this.#file}: does not begin with a segment record`);
      }
      this.firstArrival = arrival;
      summary.arrivedFrom(this.firstArrival);
    }
    this.records += 1;
    this.firstRecord ??= record;
    this.lastRecord = record;
  }

  #declaration({ record }: Valid): void {
    if (record?.kind !== 'gap' || record.reason !== 'corrupt') return;
    const { firstRecord: first, lastRecord: last } = record;
    if (first !== undefined && last !== undefined) this.#lane.holes.declare({ first, last });
  }

  #header({ record }: Valid): void {
    if (record?.kind !== 'segment') return;
    const { problems } = this.#lane;
    this.recordingId ??= record.recordingId;
    const refused = describeVersion(record.version);
    if (refused !== null) problems.add(`${this.#file}: ${refused}`);
    if (record.segment !== this.#number) {
      problems.add(`${this.#file}: its header says that it is segment ${record.segment}`);
    }
    if (this.records > 1) problems.add(`${this.#file}: a segment record that is not its first`);
  }
}

/** Who sent it and under which topic, of records of any kind. */
function routing(record: Readonly<Record<string, unknown>>): {
  readonly identity: string | null;
  readonly sid: string | null;
  readonly topic: string | null;
} {
  const { identity, sid, topic } = record;
  return {
    identity: typeof identity === 'string' ? identity : null,
    sid: typeof sid === 'string' ? sid : null,
    topic: typeof topic === 'string' ? topic : null,
  };
}
