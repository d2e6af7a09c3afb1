import type { TrackRecord } from '../../../shared/records.ts';

export interface TrackSource {
  readonly trackSid: string;
  readonly identity: string | null;
  readonly sid: string | null;
}

export interface TrackPlace {
  /** Null while the server has not told which track the handle stands for. */
  readonly source: TrackSource | null;
  /** Packets between the last one and this that did not come; the track is lossy. */
  readonly missing: number;
  /** Came after a later one, or twice. */
  readonly late: boolean;
}

interface Handle {
  source: TrackSource | null;
  /** Undefined before the first packet. */
  last: number | undefined;
}

const HALF = 0x8000;
const WHOLE = 0x1_0000;
/** A hostile room may use every handle on every link; more are not followed. */
const MOST_HANDLES = 65_536;

/** What each handle of each link stands for, and how far its sequence is. */
export class TrackTable {
  readonly #handles = new Map<string, Handle>();

  told(record: TrackRecord): void {
    const { link, handle, event, trackSid, identity = null, sid = null } = record;
    // Packets may still be on their way; the server gives a handle to another track only when it has
    // used all 65,535 of them.
    if (event === 'unsubscribed') return;
    const source = { trackSid, identity, sid };
    this.#handles.set(key(link, handle), { source, last: undefined });
  }

  /** Takes the number of one packet: 16 bits that wrap. */
  take(link: number, handle: number, sequence: number): TrackPlace {
    const known = this.#handle(link, handle);
    if (known === null) return { source: null, missing: 0, late: false };
    const { source, last } = known;
    if (last === undefined) {
      known.last = sequence;
      return { source, missing: 0, late: false };
    }
    const step = (sequence - last + WHOLE) % WHOLE;
    if (step === 0 || step >= HALF) return { source, missing: 0, late: true };
    known.last = sequence;
    return { source, missing: step - 1, late: false };
  }

  #handle(link: number, handle: number): Handle | null {
    const known = this.#handles.get(key(link, handle));
    if (known !== undefined) return known;
    if (this.#handles.size >= MOST_HANDLES) return null;
    const fresh: Handle = { source: null, last: undefined };
    this.#handles.set(key(link, handle), fresh);
    return fresh;
  }
}

function key(link: number, handle: number): string {
  return `${link}/${handle}`;
}
