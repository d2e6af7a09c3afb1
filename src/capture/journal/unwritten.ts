/**
 * What of the records that a refusing disk has cost is worth a record of its own once it takes bytes
 * again: gaps that they would have declared, and the numbers of the senders whose packets are lost. A
 * packet may have been on its way for long, so that the time of its loss alone says little of when it
 * was sent. Bounded: what is more stands in the count and the times of the `disk` gap.
 */
import { z } from 'zod';
import type { GapRecord } from '../../shared/records.ts';
import { scanPacket } from '../livekit/packet-scanner.ts';
import type { RingEntry } from './ring.ts';
import { bodiesOf } from './written-lines.ts';

const MOST_GAPS = 200;
const MOST_SENDERS = 1000;

/** A line, as far as its loss matters. Of a lossy packet the number proves nothing. */
const lineSchema = z.looseObject({
  kind: z.string(),
  from: z.string().optional(),
  sid: z.string().optional(),
  identity: z.string().optional(),
  sequence: z.number().optional(),
  reliable: z.boolean().optional(),
});

interface Numbers {
  readonly identity: string | undefined;
  first: number;
  last: number;
}

export class Unwritten {
  /** JSON of gap records, as they came. */
  readonly #gaps: string[] = [];
  readonly #senders = new Map<string, Numbers>();
  #earliest: bigint | null = null;

  /** A packet came that was not taken. */
  packet({ tag, payload }: Pick<RingEntry, 'tag' | 'payload'>): void {
    if (tag !== 'reliable') return;
    const packet = scanPacket(payload);
    if (packet?.sid === undefined || packet.sequence === 0) return;
    this.#number(packet.sid, packet.identity, packet.sequence);
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
        this.#number(sid, identity, sequence);
      }
    }
  }

  /** Wall clock (ns) from when on something is missing by one of those gaps; null without any. */
  get earliest(): bigint | null {
    return this.#earliest;
  }

  /** As JSON of their members. */
  records(): string[] {
    const numbers = [...this.#senders].map(([sid, { identity, first, last }]): string => {
      const gap: GapRecord = {
        kind: 'gap',
        reason: 'sequence',
        ...(identity === undefined ? {} : { identity }),
        sid,
        firstMissing: first,
        lastMissing: last,
      };
      return JSON.stringify(gap);
    });
    return [...this.#gaps, ...numbers];
  }

  clear(): void {
    this.#gaps.length = 0;
    this.#senders.clear();
    this.#earliest = null;
  }

  #number(sid: string, identity: string | undefined, sequence: number): void {
    const known = this.#senders.get(sid);
    if (known !== undefined) {
      known.first = Math.min(known.first, sequence);
      known.last = Math.max(known.last, sequence);
    } else if (this.#senders.size < MOST_SENDERS) {
      this.#senders.set(sid, { identity, first: sequence, last: sequence });
    }
  }
}
