/**
 * What the merged recording has said of the room so far. A lane that comes back tells everything that is
 * there once more; what brings nothing new is left out.
 */
import { contentOf, member, type MergeRecord } from './merge-record.ts';

/** What an event says of what: `subject` is a participant, the room, or the session. */
export interface Saying {
  readonly subject: string;
  readonly says: string;
}

const GONE = 'gone';

function text(record: MergeRecord, name: string): string {
  const value = member(record, name);
  return typeof value === 'string' ? value : '';
}

/** `present`, `joined` and `changed` say the same of a participant: that it is there, and how. */
export function sayingOf(record: MergeRecord): Saying {
  const event = text(record, 'event');
  switch (record.kind) {
    case 'participant': {
      const subject = `participant ${text(record, 'sid')}`;
      if (event === 'left') return { subject, says: GONE };
      if (event === 'quality') return { subject: `${subject} quality`, says: contentOf(record) };
      return { subject, says: contentOf(record, ['event', 'reason']) };
    }
    case 'room':
      if (event === 'ended') return { subject: 'room', says: GONE };
      return { subject: 'room', says: contentOf(record, ['event']) };
    case 'session':
      return { subject: `session ${text(record, 'sessionId')}`, says: event };
    default: {
      const subject = `stream ${text(record, 'sid')} ${text(record, 'stream')}`;
      return { subject, says: contentOf(record) };
    }
  }
}

export class RoomState {
  readonly #says = new Map<string, string>();

  /** False when that is how it stands already. */
  change({ subject, says }: Saying): boolean {
    if (this.#says.get(subject) === says) return false;
    this.#says.set(subject, says);
    return true;
  }
}
