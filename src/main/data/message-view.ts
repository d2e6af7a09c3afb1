/** One record of the journal as the window shows it in full. */
import { isKnownRecord, type AnyRecord } from '../../engine/recording/lines.ts';
import type { FullMessage } from '../../shared/ipc/recordings.ts';

/** What the window is sent of one payload; more is looked at in the file itself. */
export const SHOWN_BYTES = 512 * 1024;

/** Null for what is not a message. */
export function messageView(record: AnyRecord): FullMessage | null {
  if (!isKnownRecord(record)) return null;
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
      return null;
  }
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
