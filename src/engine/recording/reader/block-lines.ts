/** Reads the records of one block that a filter lets through. */
import type { FileHandle } from 'node:fs/promises';
import { checkedEnd, CRC_TAIL_BYTES, parseChecked, NEWLINE, type AnyRecord } from '../lines.ts';
import { readDataLine, type DataLine } from '../scan/data-line.ts';
import { micros } from '../scan/micros.ts';
import { endOf, isWhole } from './line-ends.ts';
import {
  passesMicros,
  passesRouting,
  passesText,
  passesTime,
  type CompiledFilter,
} from './filter.ts';

export interface BlockRange {
  readonly from: number;
  readonly to: number;
}

/** What was seen on the way, for whoever looks for holes. */
export interface LineWitness {
  /**
   * The digits of its arrival stand in `bytes` from `start` to `stop`.
   * @param end Offset in the file after its newline.
   */
  valid(record: number, bytes: Buffer, start: number, stop: number, end: number): void;
  unreadable(): void;
}

/** Told of each line that a filter lets through; may keep neither `line` nor `bytes`. */
export interface LineVisitor {
  /**
   * An ordinary `data` line whose checksum is right, unparsed; false asks for it as a record.
   * @param start Where it begins. @param mark Where its `,"crc":"` begins.
   */
  data(line: DataLine, bytes: Buffer, start: number, mark: number): boolean;
  record(record: AnyRecord): void;
}

/** The same, of a reader that goes through much. */
export interface BlockVisitor extends LineVisitor {
  /** So many bytes of the recording are done. Awaited before anything more is told. */
  blockDone(bytes: number): Promise<void>;
}

/** The bytes of a block in a buffer that is long enough, from its start. @returns How many there are. */
export async function readRange(
  file: FileHandle,
  range: BlockRange,
  bytes: Buffer,
): Promise<number> {
  const length = range.to - range.from;
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, range.from + filled);
    // The file was cut since the index was made.
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/**
 * The records of the lines from `from` to `to`, in the order of the file.
 * @param version Of the segment's format.
 */
export async function readBlock(
  file: FileHandle,
  range: BlockRange,
  filter: CompiledFilter,
  data: DataLine,
  version: number,
  witness: LineWitness | null,
): Promise<AnyRecord[]> {
  const bytes = Buffer.allocUnsafe(range.to - range.from);
  const filled = await readRange(file, range, bytes);
  const found: AnyRecord[] = [];
  const visitor: LineVisitor = { data: () => false, record: (record) => found.push(record) };
  visitLines(
    { bytes, filled, from: range.from, version, ends: null },
    filter,
    data,
    witness,
    visitor,
  );
  return found;
}

/** A block as it was read. */
export interface Block {
  readonly bytes: Buffer;
  readonly filled: number;
  /** Its offset in the segment. */
  readonly from: number;
  /** Of the segment's format. */
  readonly version: number;
  /** Its lines, found and checked already (line-ends.ts); null: they are found here. */
  readonly ends: Uint32Array | null;
}

/** Tells the visitor what the filter lets through, in the order of the file. */
export function visitLines(
  block: Block,
  filter: CompiledFilter,
  data: DataLine,
  witness: LineWitness | null,
  visitor: LineVisitor,
): void {
  const { bytes, filled, from, ends } = block;
  const search = new TextSearch(filter, bytes, filled);
  let start = 0;
  if (ends !== null) {
    for (const checked of ends) {
      const end = endOf(checked);
      const wanted = search.mayBeIn(start, end);
      if (wanted || witness !== null) {
        const mark = isWhole(checked) ? end - CRC_TAIL_BYTES : -1;
        const line = { block, start, end, mark, after: from + end + 1 };
        visitLine(line, wanted ? filter : null, data, witness, visitor);
      }
      start = end + 1;
    }
    return;
  }
  for (let end = bytes.indexOf(NEWLINE); end !== -1 && end < filled;) {
    const wanted = search.mayBeIn(start, end);
    if (wanted || witness !== null) {
      const mark = checkedEnd(bytes, start, end);
      const line = { block, start, end, mark, after: from + end + 1 };
      visitLine(line, wanted ? filter : null, data, witness, visitor);
    }
    start = end + 1;
    end = bytes.indexOf(NEWLINE, start);
  }
}

interface LineIn {
  readonly block: Block;
  readonly start: number;
  readonly end: number;
  /** Where its `,"crc":"` begins; -1 when its checksum is not right. */
  readonly mark: number;
  /** Offset in the file after its newline. */
  readonly after: number;
}

/** @param filter Null when the line is only looked at for the witness. */
function visitLine(
  { block, start, end, mark, after }: LineIn,
  filter: CompiledFilter | null,
  data: DataLine,
  witness: LineWitness | null,
  visitor: LineVisitor,
): void {
  const { bytes } = block;
  if (mark === -1) {
    witness?.unreadable();
    return;
  }
  const isData = readDataLine(data, bytes, start, mark);
  if (isData) {
    const { arrivalStart, arrivalEnd } = data;
    witness?.valid(data.record, bytes, arrivalStart, arrivalEnd, after);
    if (filter === null || !passesRouting(filter, data)) return;
    const passes = passesMicros(filter, micros(bytes, arrivalStart, arrivalEnd));
    if (passes === 'no') return;
    const asItIs = passes === 'yes' && filter.text === null;
    if (asItIs && visitor.data(data, bytes, start, mark)) return;
  }
  const parsed = parseChecked(bytes.subarray(start, end), block.version);
  if (!parsed.ok) {
    if (!isData) witness?.unreadable();
    return;
  }
  const record = parsed.record ?? parsed.foreign;
  if (!isData) {
    witness?.valid(record.record, Buffer.from(record.arrival), 0, record.arrival.length, after);
    if (filter === null || !passesRouting(filter, routedOf(record))) return;
  }
  if (filter === null || !passesTime(filter, record.arrival)) return;
  if (passesText(filter, record)) visitor.record(record);
}

function routedOf(record: AnyRecord): Parameters<typeof passesRouting>[1] {
  const { identity, sid, topic }: Record<string, unknown> = record;
  return {
    record: record.record,
    kind: record.kind,
    identity: typeof identity === 'string' ? identity : null,
    sid: typeof sid === 'string' ? sid : null,
    topic: typeof topic === 'string' ? topic : null,
  };
}

/** Finds the lines in which the text may be, before anything is parsed. */
class TextSearch {
  readonly #lowered: string | null;
  readonly #text: string;
  #next: number;

  constructor(filter: CompiledFilter, bytes: Buffer, filled: number) {
    this.#text = filter.plainText ?? '';
    // Latin-1 keeps the places of the bytes, and so does its lower case.
    this.#lowered =
      filter.plainText === null ? null : bytes.toString('latin1', 0, filled).toLowerCase();
    this.#next = 0;
    this.#seek(0);
  }

  mayBeIn(start: number, end: number): boolean {
    if (this.#lowered === null) return true;
    if (this.#next < start) this.#seek(start);
    return this.#next < end;
  }

  #seek(from: number): void {
    const at = this.#lowered?.indexOf(this.#text, from) ?? -1;
    this.#next = at === -1 ? Number.POSITIVE_INFINITY : at;
  }
}
