/**
 * Rows of the feed as they cross to the window: one text, each row an array, names by their place in a
 * table. Objects would be copied value by value between the window's two JavaScript worlds, once for each
 * listener, and take half as much room again.
 */
import { z } from 'zod';
import type { FeedRow } from '../feed-row.ts';

export const packedFeedSchema = z.object({
  recordingId: z.string(),
  /** For `unpackRows`. */
  rows: z.string(),
  skipped: z.number().int(),
});
export type PackedFeed = z.infer<typeof packedFeedSchema>;

interface Packed {
  /** Kinds, identities and topics. */
  readonly names: readonly string[];
  readonly rows: readonly PackedRow[];
}

/** Record, arrival, kind, identity, topic, flags, size, text or base64. Names: -1 for null. */
type PackedRow = readonly [number, string, number, number, number, number, number, string];

const CLIPPED = 1;
const BINARY = 2;
const RELIABLE = 4;
const LOSSY = 8;
const LANE_A = 16;
const LANE_B = 32;

/** `{"names":[],"rows":[]}` */
const FRAME_BYTES = 22;
const encoder = new TextEncoder();

/** Collects rows up to a number of bytes. */
export class FeedPacker {
  readonly #mostBytes: number;
  #names = new Map<string, number>();
  /** Names of the row that is being added. */
  #fresh: string[] = [];
  #rows: string[] = [];
  #bytes = FRAME_BYTES;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** @returns False: there is no room for it, and it was not taken. */
  add(row: FeedRow): boolean {
    this.#fresh = [];
    const packed = JSON.stringify(this.#packed(row));
    const size = this.#fresh.reduce((sum, name) => sum + lengthOf(JSON.stringify(name)), 0);
    if (this.#bytes + size + lengthOf(packed) > this.#mostBytes) {
      for (const name of this.#fresh) this.#names.delete(name);
      return false;
    }
    this.#rows.push(packed);
    this.#bytes += size + lengthOf(packed);
    return true;
  }

  /** What was collected; the next rows begin anew. */
  take(): string {
    const names = JSON.stringify([...this.#names.keys()]);
    const text = `{"names":${names},"rows":[${this.#rows.join(',')}]}`;
    this.#names = new Map();
    this.#rows = [];
    this.#bytes = FRAME_BYTES;
    return text;
  }

  #packed(row: FeedRow): PackedRow {
    return [
      row.record,
      row.arrival,
      this.#place(row.kind),
      this.#place(row.identity),
      this.#place(row.topic),
      flagsOf(row),
      row.size,
      row.text ?? row.base64 ?? '',
    ];
  }

  #place(name: string | null): number {
    if (name === null) return -1;
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const place = this.#names.size;
    this.#names.set(name, place);
    this.#fresh.push(name);
    return place;
  }
}

/** With the comma after it. */
const lengthOf = (text: string): number => encoder.encode(text).length + 1;

function flagsOf({ clipped, text, reliable, lane }: FeedRow): number {
  return (
    (clipped ? CLIPPED : 0) |
    (text === null ? BINARY : 0) |
    (reliable === true ? RELIABLE : 0) |
    (reliable === false ? LOSSY : 0) |
    (lane === 'a' ? LANE_A : 0) |
    (lane === 'b' ? LANE_B : 0)
  );
}

/** @param packed From `FeedPacker.take`. */
export function unpackRows(packed: string): FeedRow[] {
  const { names, rows } = JSON.parse(packed) as Packed;
  return rows.map(([record, arrival, kind, identity, topic, flags, size, content]) => {
    const isBinary = (flags & BINARY) !== 0;
    return {
      record,
      ...laneOf(flags),
      arrival,
      kind: names[kind] ?? '',
      identity: names[identity] ?? null,
      topic: names[topic] ?? null,
      reliable: (flags & (RELIABLE | LOSSY)) === 0 ? null : (flags & RELIABLE) !== 0,
      size,
      text: isBinary ? null : content,
      base64: isBinary ? content : null,
      clipped: (flags & CLIPPED) !== 0,
    };
  });
}

function laneOf(flags: number): Pick<FeedRow, 'lane'> {
  if ((flags & LANE_A) !== 0) return { lane: 'a' };
  return (flags & LANE_B) === 0 ? {} : { lane: 'b' };
}
