/** Reads the records of one block that a filter lets through. */
import type { FileHandle } from 'node:fs/promises';
import { checkedEnd, parseChecked, NEWLINE, type AnyRecord } from '../lines.ts';
import { readDataLine, type DataLine } from '../scan/data-line.ts';
import { micros } from '../scan/micros.ts';
import {
  mayPassTime,
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
  /** @param end Offset in the file after its newline. */
  valid(record: number, arrival: () => string, end: number): void;
  unreadable(): void;
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
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(
      bytes,
      filled,
      bytes.length - filled,
      range.from + filled,
    );
    // The file was cut since the index was made.
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  const search = new TextSearch(filter, bytes, filled);
  const found: AnyRecord[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1 && end < filled;) {
    const wanted = search.mayBeIn(start, end);
    if (wanted || witness !== null) {
      const line = { bytes, start, end, after: range.from + end + 1 };
      const record = readLine(line, wanted ? filter : null, data, version, witness);
      if (record !== null) found.push(record);
    }
    start = end + 1;
    end = bytes.indexOf(NEWLINE, start);
  }
  return found;
}

interface LineIn {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Offset in the file after its newline. */
  readonly after: number;
}

/** @param filter Null when the line is only looked at for the witness. */
function readLine(
  { bytes, start, end, after }: LineIn,
  filter: CompiledFilter | null,
  data: DataLine,
  version: number,
  witness: LineWitness | null,
): AnyRecord | null {
  const mark = checkedEnd(bytes, start, end);
  if (mark === -1) {
    witness?.unreadable();
    return null;
  }
  const isData = readDataLine(data, bytes, start, mark);
  if (isData) {
    const { arrivalStart, arrivalEnd } = data;
    witness?.valid(data.record, () => bytes.toString('latin1', arrivalStart, arrivalEnd), after);
    if (filter === null || !passesRouting(filter, data)) return null;
    if (!mayPassTime(filter, micros(bytes, arrivalStart, arrivalEnd))) return null;
  }
  const parsed = parseChecked(bytes.subarray(start, end), version);
  if (!parsed.ok) {
    if (!isData) witness?.unreadable();
    return null;
  }
  const record = parsed.record ?? parsed.foreign;
  if (!isData) {
    witness?.valid(record.record, () => record.arrival, after);
    if (filter === null || !passesRouting(filter, routedOf(record))) return null;
  }
  if (filter === null || !passesTime(filter, record.arrival)) return null;
  return passesText(filter, record) ? record : null;
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
