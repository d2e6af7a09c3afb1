/** One record of the journal as the window shows it in full. */
import { isKnownRecord, type AnyRecord } from '../../engine/recording/lines.ts';
import type { FullMessage } from '../../shared/ipc/recordings.ts';

/** What the window is sent of one payload; more is looked at in the file itself. */
export const SHOWN_BYTES = 512 * 1024;

/** Messages by their payload; what else was recorded by its members. */
export function messageView(record: AnyRecord): FullMessage {
  if (!isKnownRecord(record)) return decoded(record);
  switch (record.kind) {
    case 'data':
      return {
        ...common(record),
        topic: record.topic ?? null,
        reliable: record.reliable,
        ...payload(record.text, record.base64),
      };
    case 'unknown':
      return {
        ...common(record),
        topic: record.packet ?? null,
        reliable: record.channel === 'reliable',
        ...payload(undefined, record.raw),
      };
    default:
      return decoded(record);
  }
}

/** What stands around the decoded members: stamps, and bytes that are there for restoring the packet. */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  ...['record', 'arrival', 'monotonic', 'kind', 'link', 'identity', 'sid', 'sequence', 'reliable'],
  ...['crc', 'raw', 'envelope', 'contentAt', 'head'],
]);

/** The members of everything else than `data`, as JSON: the window shows them as a tree. */
function decoded(record: Common & Readonly<Record<string, unknown>>): FullMessage {
  const members = Object.entries(record).filter(([name]) => !NOT_SHOWN.has(name));
  const { topic, reliable } = record;
  return {
    ...common(record),
    topic: typeof topic === 'string' ? topic : null,
    reliable: typeof reliable === 'boolean' ? reliable : null,
    ...payload(JSON.stringify(Object.fromEntries(members)), undefined),
  };
}

interface Common {
  readonly record: number;
  readonly arrival: string;
  readonly kind: string;
  readonly identity?: string | undefined;
  readonly sid?: string | undefined;
  readonly sequence?: number | undefined;
}

type CommonView = Pick<
  FullMessage,
  'record' | 'arrival' | 'kind' | 'identity' | 'sid' | 'sequence'
>;

function common({ record, arrival, kind, identity, sid, sequence }: Common): CommonView {
  return {
    record,
    arrival,
    kind,
    identity: identity ?? null,
    sid: sid ?? null,
    sequence: sequence ?? null,
  };
}

function payload(
  text: string | undefined,
  base64: string | undefined,
): Pick<FullMessage, 'size' | 'text' | 'base64' | 'clipped'> {
  const bytes = text === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(text);
  const clipped = bytes.length > SHOWN_BYTES;
  const shown = clipped ? bytes.subarray(0, SHOWN_BYTES) : bytes;
  return {
    size: bytes.length,
    clipped,
    text: text === undefined ? null : shown.toString('utf8'),
    base64: text === undefined ? shown.toString('base64') : null,
  };
}
