/**
 * Follows one lane of a recording while somebody looks at it: its notes and events are read once and
 * remembered as far as they are synced; what may still be written again is read anew each time.
 */
import type { NoteView } from '../../../shared/notes.ts';
import type { LaneName } from '../../../shared/records.ts';
import type { LookEvent } from '../../../shared/timeline.ts';
import { isKnownRecord, type AnyRecord } from '../lines.ts';
import { LaneReader } from '../reader/lane-reader.ts';
import { LaneTally } from './lane-tally.ts';
import { eventOf, LOOK_KINDS, noteOf } from './look-events.ts';

/** Remembered at most, the newest: a room in which people come and go all day. */
const MOST_HELD = 20_000;

interface Found {
  readonly notes: readonly NoteView[];
  readonly events: readonly LookEvent[];
}

export class LaneLook {
  readonly reader: LaneReader;
  readonly tally: LaneTally;
  readonly #lane: LaneName;
  #settled = 0;
  readonly #notes = new Map<string, NoteView>();
  readonly #withdrawn = new Set<string>();
  readonly #events: LookEvent[] = [];

  /** @param folder That of the lane. */
  constructor(folder: string, lane: LaneName) {
    this.reader = new LaneReader(folder);
    this.tally = new LaneTally(folder);
    this.#lane = lane;
  }

  /**
   * Everything so far, in the order of the journal.
   * @param synced The last record that can change no more; infinity for a recording that is final.
   * @throws what the file system says
   */
  async look(synced: number): Promise<Found> {
    const notes = new Map<string, NoteView>();
    const withdrawn = new Set<string>();
    const events: LookEvent[] = [];
    const wanted = { kinds: LOOK_KINDS, firstRecord: this.#settled + 1 };
    let last = this.#settled;
    for await (const record of this.reader.read(wanted)) {
      if (record.record <= synced) {
        this.#take(record, this.#notes, this.#withdrawn, this.#events);
        last = record.record;
      } else this.#take(record, notes, withdrawn, events);
    }
    this.#settled = last;
    this.#events.splice(0, this.#events.length - MOST_HELD);
    const isGone = (id: string): boolean => this.#withdrawn.has(id) || withdrawn.has(id);
    // The same note may have been written twice, when it was not seen in time.
    const all = new Map([...notes, ...this.#notes]);
    return {
      notes: [...all.values()]
        .map((note) => (isGone(note.id) ? { ...note, isWithdrawn: true } : note))
        .sort((a, b) => a.record - b.record),
      events: [...this.#events, ...events],
    };
  }

  #take(
    record: AnyRecord,
    notes: Map<string, NoteView>,
    withdrawn: Set<string>,
    events: LookEvent[],
  ): void {
    if (isKnownRecord(record) && record.kind === 'note') {
      if (record.withdraws !== undefined) withdrawn.add(record.withdraws);
      const note = noteOf(record, { ...record, lane: this.#lane });
      if (note !== null && !notes.has(note.id)) notes.set(note.id, note);
      return;
    }
    const event = eventOf(record);
    if (event !== null) events.push(event);
  }
}
