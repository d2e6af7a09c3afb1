/** Which records of streams stand for the whole stream, and which streams never end. */
import { z } from 'zod';
import type { AnyRecord } from '../recording/lines.ts';

/** Of more, the oldest are forgotten, and counted as without an end. */
const MOST = 10_000;

/** A stream has begun, or is over. */
export const streamTurnSchema = z.object({ stream: z.string(), opens: z.boolean() });
export type StreamTurn = z.infer<typeof streamTurnSchema>;

/** Who hears of the streams that begin and end. */
export interface StreamWitness {
  turn(turn: StreamTurn): void;
}

/** False for the packets of a stream: its `end` is its row. */
export function isStreamRow(record: AnyRecord, witness: StreamWitness): boolean {
  if (record.kind !== 'text-stream' && record.kind !== 'byte-stream') return true;
  const { part, stream: id, sid, identity }: Record<string, unknown> = record;
  const stream = JSON.stringify([sid, identity, id]);
  if (part === 'end') {
    witness.turn({ stream, opens: false });
    return true;
  }
  // What comes after the end (a late trailer) opens nothing: only what carries content does.
  if (part === 'header' || part === 'chunk') witness.turn({ stream, opens: true });
  return false;
}

/** Streams of which packets came and no end. */
export class OpenStreams implements StreamWitness {
  readonly #open = new Set<string>();
  #forgotten = 0;

  turn({ stream, opens }: StreamTurn): void {
    if (opens) this.#add(stream);
    else this.#open.delete(stream);
  }

  get open(): number {
    return this.#open.size + this.#forgotten;
  }

  #add(stream: string): void {
    this.#open.add(stream);
    if (this.#open.size <= MOST) return;
    for (const oldest of this.#open) {
      this.#open.delete(oldest);
      this.#forgotten += 1;
      break;
    }
  }
}

/** The turns of one part of a recording, each stream's packets told once, for `OpenStreams` elsewhere. */
export class StreamTurns implements StreamWitness {
  #turns: StreamTurn[] = [];
  readonly #open = new Set<string>();

  turn(turn: StreamTurn): void {
    const { stream, opens } = turn;
    if (opens && this.#open.has(stream)) return;
    if (opens) this.#open.add(stream);
    else this.#open.delete(stream);
    this.#turns.push(turn);
  }

  /** Those so far; begins anew. */
  take(): readonly StreamTurn[] {
    const turns = this.#turns;
    this.#turns = [];
    this.#open.clear();
    return turns;
  }
}
