/**
 * What of the records that a refusing disk has cost is worth a record of its own once it takes bytes
 * again: gaps that they would have declared, and the numbers of lost packets. Bounded: what is more
 * stands in the count and the times of the `disk` gap.
 */
import { z } from 'zod';
import { LostNumbers } from './lost-numbers.ts';
import type { RingEntry } from './ring.ts';
import { bodiesOf } from './written-lines.ts';

const MOST_GAPS = 200;

/** A line, as far as its loss matters. Of a lossy packet the number proves nothing. */
const lineSchema = z.looseObject({
  kind: z.string(),
  from: z.string().optional(),
  sid: z.string().optional(),
  identity: z.string().optional(),
  sequence: z.number().optional(),
  reliable: z.boolean().optional(),
});

export class Unwritten {
  /** JSON of gap records, as they came. */
  readonly #gaps: string[] = [];
  readonly #numbers = new LostNumbers();
  #earliest: bigint | null = null;

  /** A packet came that was not taken. */
  packet({ tag, payload }: Pick<RingEntry, 'tag' | 'payload'>): void {
    this.#numbers.packet(tag, payload);
  }

  /** The same of an event. @param json Its members. */
  event(json: string): void {
    if (!json.startsWith('{"kind":"gap"')) return;
    const { from } = lineSchema.parse(JSON.parse(json));
    if (from !== undefined && (this.#earliest === null || BigInt(from) < this.#earliest)) {
      this.#earliest = BigInt(from);
    }
    if (this.#gaps.length < MOST_GAPS) this.#gaps.push(json);
  }

  /** Whole lines that were built and that the disk did not take. */
  lines(lines: Buffer): void {
    for (const { body } of bodiesOf(lines)) {
      const members = `{${body.slice(body.indexOf('"kind":'))}}`;
      const { kind, sid, identity, sequence, reliable } = lineSchema.parse(JSON.parse(members));
      if (kind === 'gap') this.event(members);
      else if (reliable === true && sid !== undefined && sequence !== undefined) {
        this.#numbers.add(sid, identity, sequence);
      }
    }
  }

  /** Wall clock (ns) from when on something is missing by one of those gaps; null without any. */
  get earliest(): bigint | null {
    return this.#earliest;
  }

  /** As JSON of their members. */
  records(): string[] {
    return [...this.#gaps, ...this.#numbers.gaps().map((gap) => JSON.stringify(gap))];
  }

  clear(): void {
    this.#gaps.length = 0;
    this.#numbers.clear();
    this.#earliest = null;
  }
}
