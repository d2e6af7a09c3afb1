/** One record as a line of the window: who, what about, and the beginning of what it holds. */
import type { ReadRow } from '../../../shared/ipc/reading.ts';
import type { KnownRecord, LaneName } from '../../../shared/records.ts';
import { payloadOf } from '../../exports/payload.ts';
import { isKnownRecord, type AnyRecord } from '../../recording/lines.ts';
import { rowHead } from '../../recording/row-head.ts';
import { describeGap } from '../../recording/receipt.ts';

/** Of the payload: more than a line of the window shows. */
const CLIP_CHARACTERS = 300;
const CLIP_BYTES = 48;

export function readRow(lane: LaneName, record: AnyRecord): ReadRow {
  return { ...rowHead(lane, record), ...content(record) };
}

type Content = Pick<ReadRow, 'size' | 'text' | 'base64' | 'clipped'>;

function content(record: AnyRecord): Content {
  const sentence = isKnownRecord(record) ? describeEvent(record) : null;
  if (sentence !== null) return textContent(sentence);
  const { encoding, text } = payloadOf(record);
  if (encoding !== 'base64') return textContent(text);
  const bytes = Buffer.from(text, 'base64');
  return {
    size: bytes.length,
    text: null,
    base64: bytes.subarray(0, CLIP_BYTES).toString('base64'),
    clipped: bytes.length > CLIP_BYTES,
  };
}

function textContent(text: string): Content {
  const clipped = text.length > CLIP_CHARACTERS;
  const shown = clipped ? text.slice(0, CLIP_CHARACTERS).toWellFormed() : text;
  return { size: Buffer.byteLength(text), text: shown, base64: null, clipped };
}

/** What happened, in words; null for messages, which speak for themselves. */
function describeEvent(record: KnownRecord): string | null {
  switch (record.kind) {
    case 'segment':
      return `File ${record.segment} of the recording begins`;
    case 'participant':
      return `Participant ${record.event}`;
    case 'track':
      return `Data track ${record.event}`;
    case 'room':
      return `Room ${record.event}${because(record.reason)}`;
    case 'session':
      return `Session ${record.event}`;
    case 'link':
      return `Connection to the room: ${record.event}${because(record.reason)}`;
    case 'gap':
      return `Gap: ${describeGap(record)}`;
    case 'gap-filled':
      return 'A gap of one recorder, filled by the other as far as it could';
    case 'clock':
      return `Clock of this computer: ${record.event}`;
    case 'note':
      return record.text;
    default:
      return null;
  }
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : ` (${reason})`;
}
