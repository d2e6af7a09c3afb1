/** Reading lines of segments back: splitting, checking, parsing. */
import { crc32 } from 'node:zlib';
import type { ZodError } from 'zod';
import {
  foreignRecordSchema,
  isKnownKind,
  knownRecordSchema,
  type KnownRecord,
} from '../../shared/records.ts';

/** The stamps of a record of a kind that this version does not know. */
export interface ForeignRecord {
  readonly kind: string;
  readonly record: number;
  readonly arrival: string;
}

export type ParsedLine =
  | { readonly ok: true; readonly record: KnownRecord; readonly foreign: null }
  | { readonly ok: true; readonly record: null; readonly foreign: ForeignRecord }
  | { readonly ok: false; readonly why: string };

const CRC_MARK = Buffer.from(',"crc":"');
/** `,"crc":"` + 8 digits + `"}` */
const CRC_TAIL_BYTES = CRC_MARK.length + 8 + 2;

/** Whether the line (without its newline) carries the CRC-32 of its own bytes. */
export function crcMatches(line: Buffer): boolean {
  const mark = line.length - CRC_TAIL_BYTES;
  if (mark < 0 || !line.subarray(mark, mark + CRC_MARK.length).equals(CRC_MARK)) return false;
  const digits = line.toString('latin1', mark + CRC_MARK.length, line.length - 2);
  return crc32(line.subarray(0, mark)).toString(16).padStart(8, '0') === digits;
}

/** Checks and parses one line, given without its newline. */
export function parseLine(line: Buffer): ParsedLine {
  if (!crcMatches(line)) return { ok: false, why: 'the checksum does not match' };
  let json: unknown;
  try {
    json = JSON.parse(line.toString('utf8'));
  } catch {
    return { ok: false, why: 'not JSON' };
  }
  const foreign = foreignRecordSchema.safeParse(json);
  if (!foreign.success) return refused(foreign.error);
  if (!isKnownKind(foreign.data.kind)) return { ok: true, record: null, foreign: foreign.data };
  const known = knownRecordSchema.safeParse(json);
  return known.success ? { ok: true, record: known.data, foreign: null } : refused(known.error);
}

function refused(error: ZodError): ParsedLine {
  return { ok: false, why: `unexpected at "${error.issues[0]?.path.join('.') ?? ''}"` };
}

export interface RawLine {
  /** Without the newline. Valid only until the next one is taken. */
  readonly bytes: Buffer;
  /** Offset of the line's first byte in the file. */
  readonly offset: number;
  /** False for what follows the last newline. */
  readonly terminated: boolean;
}

const NEWLINE = 0x0a;

/** Splits chunks of a file into lines. Memory: one chunk and the longest line. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<RawLine> {
  let rest: Buffer[] = [];
  let offset = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, at);
      const bytes = rest.length === 0 ? piece : Buffer.concat([...rest, piece]);
      rest = [];
      yield { bytes, offset, terminated: true };
      offset += bytes.length + 1;
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield { bytes: Buffer.concat(rest), offset, terminated: false };
}
