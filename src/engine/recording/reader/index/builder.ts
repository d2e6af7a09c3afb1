/** Builds an index from the lines of a segment, in order; can go on when the segment has grown. */
import type { BlockSink } from '../../scan/block-sink.ts';
import type { FacetIds, IndexBlock, SegmentIndex } from './format.ts';
import { TallyBuilder } from './tally.ts';

const BLOCK_BYTES = 128 * 1024;
/** More different values than this in one block are not listed. */
const MOST_IDS = 64;
/** More different values than this in one segment are not kept, nor longer ones. */
const MOST_VALUES = 4096;
const LONGEST_VALUE = 512;

/** The different values of one facet, and which of them the block under way has. */
class Facet {
  readonly values: string[] = [];
  readonly #ids = new Map<string, number>();
  #block = new Set<number>();
  #tooMany = false;
  #last: string | null = null;

  see(value: string | null): void {
    if (value === null || value === this.#last) return;
    this.#last = value;
    const id = this.#ids.get(value) ?? this.#add(value);
    if (id === -1 || this.#block.size >= MOST_IDS)
      this.#tooMany ||= id === -1 || !this.#block.has(id);
    else this.#block.add(id);
  }

  /** The ids of the block, which ends. */
  take(): FacetIds {
    const ids = this.peek();
    this.#block = new Set();
    this.#tooMany = false;
    this.#last = null;
    return ids;
  }

  peek(): FacetIds {
    return this.#tooMany ? null : [...this.#block].sort((a, b) => a - b);
  }

  #add(value: string): number {
    if (this.values.length >= MOST_VALUES || value.length > LONGEST_VALUE) return -1;
    const id = this.values.length;
    this.values.push(value);
    this.#ids.set(value, id);
    return id;
  }
}

interface OpenBlock {
  readonly offset: number;
  records: number;
  unreadable: number;
  firstRecord: number;
  lastRecord: number;
  earliest: number;
  latest: number;
}

export class IndexBuilder implements BlockSink {
  readonly #kinds = new Facet();
  readonly #identities = new Facet();
  readonly #sids = new Facet();
  readonly #topics = new Facet();
  readonly #blocks: IndexBlock[] = [];
  readonly #tally = new TallyBuilder();
  #open: OpenBlock | null = null;

  add(
    record: number,
    micros: number,
    kind: string,
    identity: string | null,
    sid: string | null,
    topic: string | null,
    offset: number,
  ): void {
    const block = this.#blockAt(offset);
    if (block.records === 0) {
      block.firstRecord = record;
      block.lastRecord = record;
      block.earliest = micros;
      block.latest = micros;
    } else {
      if (record < block.firstRecord) block.firstRecord = record;
      if (record > block.lastRecord) block.lastRecord = record;
      if (micros < block.earliest) block.earliest = micros;
      if (micros > block.latest) block.latest = micros;
    }
    block.records += 1;
    this.#kinds.see(kind);
    this.#identities.see(identity);
    this.#sids.see(sid);
    this.#topics.see(topic);
    this.#tally.see(kind, identity, micros);
  }

  unreadable(offset: number): void {
    this.#blockAt(offset).unreadable += 1;
  }

  /**
   * The index so far; the builder goes on.
   * @param size Bytes of whole lines that were given.
   */
  index(head: string, size: number): SegmentIndex {
    const last = this.#open;
    const blocks =
      last === null ? [...this.#blocks] : [...this.#blocks, this.#withFacets(last, 'peek')];
    const filled = blocks.filter(({ records }) => records > 0);
    return {
      earliest: filled.reduce(
        (least, one) => Math.min(least, one.earliest),
        filled[0]?.earliest ?? 0,
      ),
      latest: filled.reduce((most, one) => Math.max(most, one.latest), 0),
      head,
      size,
      kinds: [...this.#kinds.values],
      identities: [...this.#identities.values],
      sids: [...this.#sids.values],
      topics: [...this.#topics.values],
      tally: this.#tally.rows(this.#identities.values),
      blocks,
    };
  }

  #blockAt(offset: number): OpenBlock {
    const open = this.#open;
    if (open !== null && offset - open.offset < BLOCK_BYTES) return open;
    if (open !== null) this.#blocks.push(this.#withFacets(open, 'take'));
    const none = { records: 0, unreadable: 0, firstRecord: 0, lastRecord: 0 };
    const fresh = { offset, ...none, earliest: 0, latest: 0 };
    this.#open = fresh;
    return fresh;
  }

  #withFacets(block: OpenBlock, how: 'peek' | 'take'): IndexBlock {
    return {
      ...block,
      kinds: this.#kinds[how](),
      identities: this.#identities[how](),
      sids: this.#sids[how](),
      topics: this.#topics[how](),
    };
  }
}
