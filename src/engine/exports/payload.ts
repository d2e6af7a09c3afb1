/** What stands in the payload column of an export, for records of every kind. docs/exports.md. */
import { isKnownRecord, type AnyRecord } from '../recording/lines.ts';

/**
 * utf-8: the payload itself. base64: the payload, which is no UTF-8. json: members of the record, where
 * it has no single payload. file: the content stands in a file of the recording, which is named. lost:
 * it could not be kept.
 */
export type PayloadEncoding = 'utf-8' | 'base64' | 'json' | 'file' | 'lost';

export interface Payload {
  readonly encoding: PayloadEncoding;
  readonly text: string;
}

/** Exports have columns of their own for these, or they are there for restoring the packet. */
const NOT_IN_JSON: ReadonlySet<string> = new Set([
  ...['record', 'arrival', 'monotonic', 'kind', 'identity', 'sid', 'sequence', 'topic', 'reliable'],
  ...['part', 'crc', 'raw', 'envelope', 'contentAt', 'head'],
]);

export function payloadOf(record: AnyRecord): Payload {
  if (!isKnownRecord(record)) return membersOf(record);
  switch (record.kind) {
    case 'data':
    case 'data-track':
      return contentOf(record);
    case 'chat':
    case 'note':
      return { encoding: 'utf-8', text: record.text };
    case 'dtmf':
      return { encoding: 'utf-8', text: record.digit };
    case 'encrypted':
      return { encoding: 'base64', text: record.ciphertext };
    case 'unknown':
      return { encoding: 'base64', text: record.raw };
    case 'text-stream':
    case 'byte-stream':
      return streamPayload(record);
    case 'transcription':
    case 'metrics':
    case 'rpc':
    case 'segment':
    case 'participant':
    case 'track':
    case 'room':
    case 'session':
    case 'link':
    case 'gap':
    case 'gap-filled':
    case 'clock':
      return membersOf(record);
  }
}

interface Content {
  readonly text?: string | undefined;
  readonly base64?: string | undefined;
}

function contentOf({ text, base64 }: Content): Payload {
  return text === undefined
    ? { encoding: 'base64', text: base64 ?? '' }
    : { encoding: 'utf-8', text };
}

interface StreamPart extends Content {
  readonly part: 'header' | 'chunk' | 'trailer' | 'end';
  readonly file?: string | undefined;
  readonly offset?: number | undefined;
  readonly length?: number | undefined;
  readonly lost?: string | undefined;
}

function streamPayload(record: StreamPart & AnyRecord): Payload {
  const { part, text, base64, file, offset, length, lost } = record;
  if (text !== undefined || base64 !== undefined) return contentOf({ text, base64 });
  if (file !== undefined) {
    const where = part === 'chunk' ? `${file}@${offset ?? 0}+${length ?? 0}` : file;
    return { encoding: 'file', text: where };
  }
  if (lost !== undefined) return { encoding: 'lost', text: '' };
  return part === 'end' ? { encoding: 'lost', text: '' } : membersOf(record);
}

function membersOf(record: AnyRecord): Payload {
  const members = Object.entries(record).filter(([name]) => !NOT_IN_JSON.has(name));
  return { encoding: 'json', text: JSON.stringify(Object.fromEntries(members)) };
}
