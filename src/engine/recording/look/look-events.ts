/** What happened in a lane beside messages, as somebody who looks at the session needs it. */
import { isKnownRecord, type AnyRecord } from '../lines.ts';
import { describeGap } from '../receipt.ts';
import { NOTE_AUTHOR, type NoteView } from '../../../shared/notes.ts';
import type { LaneName, NoteRecord } from '../../../shared/records.ts';
import type { LookEvent } from '../../../shared/timeline.ts';

/** Kinds of records that are read for it. */
export const LOOK_KINDS = [
  ...['note', 'participant', 'gap', 'gap-filled', 'link', 'room', 'session'],
] as const;

/** A note of a person; null for the recorder's own. @param at Where it stands in the journal. */
export function noteOf(
  note: NoteRecord,
  at: { readonly record: number; readonly arrival: string; readonly lane: LaneName },
): NoteView | null {
  const { id, text, category = null, key = null, pressed = at.arrival, author } = note;
  if (id === undefined || author !== NOTE_AUTHOR || note.withdraws !== undefined) return null;
  const { record, lane } = at;
  return { id, text, category, key, pressed, record, lane, isWithdrawn: false };
}

/** Null for what is no event of its own: what changed of a participant, marks of a ping. */
export function eventOf(record: AnyRecord): LookEvent | null {
  if (!isKnownRecord(record)) return null;
  const { arrival, record: number } = record;
  const at = { at: arrival, to: null, record: number, identity: null };
  switch (record.kind) {
    case 'participant': {
      const { event, identity, reason } = record;
      if (event === 'changed' || event === 'quality') return null;
      return { ...at, type: event, identity, text: reason ?? '' };
    }
    case 'gap': {
      const { from = arrival, to = arrival, identity = null, reason } = record;
      const range = { at: from, to: to === from ? null : to };
      return { ...at, ...range, type: 'gap', identity, text: describeGap(record), reason };
    }
    case 'link':
      if (record.event !== 'lost') return null;
      return { ...at, type: 'link-lost', text: record.reason ?? '' };
    case 'room':
      if (record.event !== 'ended') return null;
      return { ...at, type: 'room-ended', text: record.reason ?? '' };
    case 'session':
      return { ...at, type: `session-${record.event}`, text: record.name ?? '' };
    default:
      return null;
  }
}
