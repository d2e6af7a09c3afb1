/** One message on its way into an export. The same object is used for all rows: sinks keep nothing of it. */
import type { LaneName } from '../../shared/records.ts';
import { CRC_TAIL_BYTES, type AnyRecord } from '../recording/lines.ts';
import { payloadPlace, readPayload, type DataLine } from '../recording/scan/data-line.ts';
import { payloadOf, type PayloadEncoding } from './payload.ts';

const QUOTE = 0x22;

export class ExportRow {
  lane: LaneName = 'a';
  /** Number of the record in its lane. */
  record = 0;
  kind = '';
  /** Of streams and remote procedure calls. */
  part: string | null = null;
  identity: string | null = null;
  sid: string | null = null;
  topic: string | null = null;
  reliable: boolean | null = null;
  /** 0 when it has none. */
  sequence = 0;

  /** The digits of the stamps and the payload lie in these bytes. */
  bytes: Buffer = Buffer.alloc(0);
  arrivalStart = 0;
  arrivalEnd = 0;
  monotonicStart = 0;
  monotonicEnd = 0;
  encoding: PayloadEncoding = 'utf-8';
  /** First byte of the payload inside the quotes of a JSON string; a quote ends it before `limit`. */
  payloadStart = 0;
  limit = 0;
  /** The line as it stands in the segment; `lineEnd` is 0 when there is a `source` instead. */
  lineStart = 0;
  lineEnd = 0;
  /** The parsed record, where it had to be parsed. */
  source: AnyRecord | null = null;

  readonly #scratch = new Scratch();

  /** Takes an ordinary `data` line; false when it has to be parsed. */
  setLine(line: DataLine, bytes: Buffer, start: number, mark: number): boolean {
    if (!readPayload(line, bytes, mark)) return false;
    this.lane = 'a';
    this.record = line.record;
    this.kind = 'data';
    this.part = null;
    this.identity = line.identity;
    this.sid = line.sid;
    this.topic = line.topic;
    this.reliable = payloadPlace.reliable;
    this.sequence = line.sequence;
    this.bytes = bytes;
    this.arrivalStart = line.arrivalStart;
    this.arrivalEnd = line.arrivalEnd;
    this.monotonicStart = line.monotonicStart;
    this.monotonicEnd = line.monotonicEnd;
    this.encoding = payloadPlace.isText ? 'utf-8' : 'base64';
    this.payloadStart = payloadPlace.start;
    this.limit = mark;
    this.lineStart = start;
    this.lineEnd = mark + CRC_TAIL_BYTES;
    this.source = null;
    return true;
  }

  /** Takes a record of any kind. */
  setRecord(lane: LaneName, source: AnyRecord): void {
    const { encoding, text } = payloadOf(source);
    const { arrival, monotonic } = source;
    this.lane = lane;
    this.record = source.record;
    this.kind = source.kind;
    this.part = textMember(source, 'part');
    this.identity = textMember(source, 'identity');
    this.sid = textMember(source, 'sid');
    this.topic = textMember(source, 'topic');
    const reliable: unknown = Reflect.get(source, 'reliable');
    this.reliable = typeof reliable === 'boolean' ? reliable : null;
    const sequence: unknown = Reflect.get(source, 'sequence');
    this.sequence = typeof sequence === 'number' ? sequence : 0;
    const quoted = encoding === 'base64' ? `"${text}"` : JSON.stringify(text);
    this.bytes = this.#scratch.hold(`${arrival}${monotonic}${quoted}`);
    this.arrivalStart = 0;
    this.arrivalEnd = arrival.length;
    this.monotonicStart = this.arrivalEnd;
    this.monotonicEnd = this.arrivalEnd + monotonic.length;
    this.encoding = encoding;
    this.payloadStart = this.monotonicEnd + 1;
    this.limit = this.#scratch.length;
    this.lineStart = 0;
    this.lineEnd = 0;
    this.source = source;
  }

  /** The payload as text; of `base64` the base64. Makes a string: not for hot paths. */
  text(): string {
    if (this.encoding === 'base64') {
      const end = this.bytes.indexOf(QUOTE, this.payloadStart);
      return this.bytes.toString('latin1', this.payloadStart, end);
    }
    let end = this.payloadStart;
    while (this.bytes[end] !== QUOTE && end < this.limit) end += this.bytes[end] === 0x5c ? 2 : 1;
    const parsed: unknown = JSON.parse(
      this.bytes.toString('utf8', this.payloadStart - 1, Math.min(end + 1, this.limit)),
    );
    return String(parsed);
  }

  /** Nanoseconds since 1970. Makes a bigint: not for hot paths. */
  arrival(): bigint {
    return BigInt(this.bytes.toString('latin1', this.arrivalStart, this.arrivalEnd));
  }
}

/** Where the bytes of parsed records are put, one after the other. */
class Scratch {
  #bytes = Buffer.alloc(4096);
  length = 0;

  hold(text: string): Buffer {
    const most = text.length * 3;
    if (most > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(most);
    this.length = this.#bytes.write(text, 'utf8');
    return this.#bytes;
  }
}

function textMember(record: AnyRecord, name: string): string | null {
  const value: unknown = Reflect.get(record, name);
  return typeof value === 'string' ? value : null;
}
