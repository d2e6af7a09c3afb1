/**
 * Follows one lane of a recording while somebody looks at it: its notes and events are read once and
 * remembered as far as they are synced; what may still be written again is read anew each time.
 */
import type { NoteView } from '../../../shared/notes.ts';
import type { GapFilledRecord, LaneName, LinkRecord } from '../../../shared/records.ts';
import type { LookEvent } from '../../../shared/timeline.ts';
import { isKnownRecord, type AnyRecord } from '../lines.ts';
import { LaneReader } from '../reader/lane-reader.ts';
import { LaneTally } from './lane-tally.ts';
import { eventOf, LOOK_KINDS, noteOf } from './look-events.ts';

/** Remembered at most, the newest: a room in which people come and go all day. */
const MOST_HELD = 20_000;

/** A link of the lane began or ended. */
export interface LinkMark {
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  readonly link: number;
  readonly event: Exclude<LinkRecord['event'], 'quality'>;
  /** Of a run of the recorder: it replaces none. */
  readonly isFirst: boolean;
}

export interface Found {
  readonly notes: readonly NoteView[];
  readonly events: readonly LookEvent[];
  readonly links: readonly LinkMark[];
  /** What became of gaps of both lanes, when the recording was finalised. */
  readonly fills: readonly Pick<GapFilledRecord, 'gap' | 'missing'>[];
}

class Collected {
  readonly notes = new Map<string, NoteView>();
  readonly withdrawn = new Set<string>();
  readonly events: LookEvent[] = [];
  readonly links: LinkMark[] = [];
  readonly fills: Pick<GapFilledRecord, 'gap' | 'missing'>[] = [];

  take(record: AnyRecord, lane: LaneName): void {
    if (isKnownRecord(record)) {
      if (record.kind === 'note') {
        if (record.withdraws !== undefined) this.withdrawn.add(record.withdraws);
        const note = noteOf(record, { ...record, lane });
        if (note !== null && !this.notes.has(note.id)) this.notes.set(note.id, note);
        return;
      }
      if (record.kind === 'link' && record.event !== 'quality') {
        const { arrival, link, event, replaces } = record;
        const isFirst = event === 'open' && replaces === undefined;
        this.links.push({ at: BigInt(arrival), link, event, isFirst });
      }
      if (record.kind === 'gap-filled') this.fills.push(record);
    }
    const event = eventOf(record);
    if (event !== null) this.events.push(event);
  }
}

export class LaneLook {
  readonly reader: LaneReader;
  readonly tally: LaneTally;
  readonly #lane: LaneName;
  #settledTo = 0;
  readonly #settled = new Collected();

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
    const settled = this.#settled;
    const open = new Collected();
    const wanted = { kinds: LOOK_KINDS, firstRecord: this.#settledTo + 1 };
    let last = this.#settledTo;
    for await (const record of this.reader.read(wanted)) {
      if (record.record <= synced) {
        settled.take(record, this.#lane);
        last = record.record;
      } else open.take(record, this.#lane);
    }
    this.#settledTo = last;
    settled.events.splice(0, settled.events.length - MOST_HELD);
    const isGone = (id: string): boolean => settled.withdrawn.has(id) || open.withdrawn.has(id);
    // The same note may have been written twice, when it was not seen in time.
    const notes = new Map([...open.notes, ...settled.notes]);
    return {
      notes: [...notes.values()]
        .map((note) => (isGone(note.id) ? { ...note, isWithdrawn: true } : note))
        .sort((a, b) => a.record - b.record),
      events: [...settled.events, ...open.events],
      links: [...settled.links, ...open.links],
      fills: [...settled.fills, ...open.fills],
    };
  }
}
