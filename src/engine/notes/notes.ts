/**
 * Notes that a person takes of a session. A note counts when it was read back from the journal: it is
 * sent to the capture child, and again as long as it is not found there.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RecorderError } from '../../shared/errors.ts';
import { NOTE_AUTHOR, type NoteOrder, type NoteView, type TakenNote } from '../../shared/notes.ts';
import type { NoteRecord } from '../../shared/records.ts';
import type { SessionView } from '../../shared/snapshot.ts';
import { placeOf, type Place } from '../recording/look/place.ts';
import type { Looked } from '../recording/look/looks.ts';

export interface NotesOptions {
  readonly views: () => readonly SessionView[];
  /** Into the journal of each lane that records; false when none does. */
  readonly write: (recordingId: string, note: NoteRecord) => boolean;
  /** The notes that stand in a lane. */
  readonly read: (looked: Looked) => Promise<readonly NoteView[]>;
}

const LOOK_EVERY_MS = 60;
/** A capture child that died is there again after about two seconds; the note is sent to it as well. */
const AGAIN_EVERY_MS = 2_500;
const PATIENCE_MS = 15_000;

export class Notes {
  readonly #options: NotesOptions;

  constructor(options: NotesOptions) {
    this.#options = options;
  }

  /**
   * Takes a note. Resolves when it stands in the journal.
   * @throws RecorderError `note-not-taken`, `session-unknown`
   */
  take(sessionId: string, order: NoteOrder): Promise<TakenNote> {
    const { text, category, key, ageMs } = order;
    const age = BigInt(Math.round(ageMs * 1e6));
    return this.#write(sessionId, {
      kind: 'note',
      text,
      id: randomUUID(),
      author: NOTE_AUTHOR,
      ...(category === undefined ? {} : { category }),
      ...(key === undefined ? {} : { key }),
      pressed: String(wallNow() - age),
      pressedMonotonic: String(process.hrtime.bigint() - age),
    });
  }

  /**
   * Withdraws a note: a journal is only ever added to, so a later record says that it does not hold.
   * @throws RecorderError `note-not-taken`, `session-unknown`
   */
  async withdraw(sessionId: string, noteId: string): Promise<TakenNote> {
    const found = (await this.list(sessionId)).find(({ id }) => id === noteId);
    if (found === undefined) {
      throw new RecorderError('note-not-taken', 'There is no such note in the recording.', {
        sessionId,
      });
    }
    return this.#write(sessionId, {
      kind: 'note',
      text: `withdrawn: ${found.text}`,
      id: randomUUID(),
      author: NOTE_AUTHOR,
      pressed: String(wallNow()),
      pressedMonotonic: String(process.hrtime.bigint()),
      withdraws: noteId,
    });
  }

  /** Those in the journal, withdrawn ones among them. @throws RecorderError `session-unknown` */
  async list(sessionId: string): Promise<readonly NoteView[]> {
    const place = this.#place(sessionId);
    return place === null ? [] : this.#options.read(place.looked);
  }

  async #write(sessionId: string, note: NoteRecord): Promise<TakenNote> {
    const giveUp = performance.now() + PATIENCE_MS;
    let againAt = 0;
    while (performance.now() < giveUp) {
      const place = this.#place(sessionId);
      if (place !== null) {
        if (performance.now() >= againAt && this.#options.write(place.recordingId, note)) {
          againAt = performance.now() + AGAIN_EVERY_MS;
        }
        const taken = await this.#find(place, note);
        if (taken !== null) return taken;
      }
      await sleep(LOOK_EVERY_MS);
    }
    throw new RecorderError('note-not-taken', 'The note did not reach the recording.', {
      sessionId,
    });
  }

  async #find(place: Place, { id, withdraws }: NoteRecord): Promise<TakenNote | null> {
    const notes = await this.#options.read(place.looked).catch(() => []);
    const wanted = withdraws ?? id;
    const note = notes.find((one) => one.id === wanted);
    if (note === undefined || (withdraws !== undefined && !note.isWithdrawn)) return null;
    // Of a withdrawal only the journal knows the number; nothing is claimed of it.
    return { note, isSynced: withdraws === undefined && note.record <= place.looked.synced };
  }

  #place(sessionId: string): Place | null {
    return placeOf(this.#options.views(), sessionId);
  }
}

function wallNow(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
