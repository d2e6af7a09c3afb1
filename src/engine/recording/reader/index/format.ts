/**
 * The index beside a segment (`messages-000001.index`): where in the segment which records lie, in
 * blocks of about 128 KiB. Derived: deleting it loses nothing, and whoever reads with it still checks
 * every line. One line of JSON that ends with `crc` like a record's; docs/data-format.md, "Index".
 */
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { checkedEnd } from '../../lines.ts';

const INDEX_FORMAT = 'syncflow-index';
/** 2: with a tally. Those of version 1 are made anew. */
const INDEX_VERSION = 2;
/** Length of a step of the tally, in seconds. */
export const TALLY_SECONDS = 5;

/** Positions in a facet's list, ascending; null: too many to list, so anything may be in the block. */
const idsSchema = z.array(z.number().int().nonnegative()).nullable();
export type FacetIds = z.infer<typeof idsSchema>;

const blockSchema = z.object({
  /** Offset of its first line. It ends where the next one begins, the last at the index's `size`. */
  offset: z.number().int().nonnegative(),
  records: z.number().int().nonnegative(),
  /** Lines that cannot be read. */
  unreadable: z.number().int().nonnegative(),
  /** The first and last number in it; 0 when it has none. */
  firstRecord: z.number().int().nonnegative(),
  lastRecord: z.number().int().nonnegative(),
  /** The earliest and latest arrival in it, whole microseconds. */
  earliest: z.number().nonnegative(),
  latest: z.number().nonnegative(),
  kinds: idsSchema,
  identities: idsSchema,
  sids: idsSchema,
  topics: idsSchema,
});
export type IndexBlock = z.infer<typeof blockSchema>;

/**
 * How many packets of one sender arrived in which steps: position in `identities` (-1: those that are not
 * listed there), then step and count in turn. Step n begins n × TALLY_SECONDS after 1970.
 */
const tallySchema = z.array(z.array(z.number().int()));
export type SegmentTally = z.infer<typeof tallySchema>;

const indexSchema = z.object({
  format: z.literal(INDEX_FORMAT),
  version: z.literal(INDEX_VERSION),
  /** The earliest and latest arrival of all blocks; they stand first, to be found without parsing. */
  earliest: z.number().nonnegative(),
  latest: z.number().nonnegative(),
  /** The segment's first 4 KiB, as CRC-32: an index never serves another segment of that name. */
  head: z.string(),
  /** Bytes of the segment that it covers: whole lines. */
  size: z.number().int().nonnegative(),
  kinds: z.array(z.string()),
  identities: z.array(z.string()),
  sids: z.array(z.string()),
  topics: z.array(z.string()),
  tally: tallySchema,
  blocks: z.array(blockSchema),
});
export type SegmentIndex = Omit<z.infer<typeof indexSchema>, 'format' | 'version'>;

export function encodeIndex(index: SegmentIndex): string {
  const open = JSON.stringify({
    format: INDEX_FORMAT,
    version: INDEX_VERSION,
    ...index,
  }).slice(0, -1);
  return `${open},"crc":"${crc32(open).toString(16).padStart(8, '0')}"}\n`;
}

export interface IndexBounds {
  readonly head: string;
  readonly size: number;
  readonly earliest: number;
  readonly latest: number;
}

const BOUNDS =
  /^\{"format":"syncflow-index","version":2,"earliest":(\d+),"latest":(\d+),"head":"([0-9a-f]{8})","size":(\d+),/;

/** The bounds alone, of an index that is whole and unchanged; a fiftieth of the cost of all of it. */
export function decodeBounds(bytes: Buffer): IndexBounds | null {
  const end = bytes.length - 1;
  if (end < 0 || checkedEnd(bytes, 0, end) === -1) return null;
  const found = BOUNDS.exec(bytes.toString('latin1', 0, 256));
  if (found === null) return null;
  const [, earliest, latest, head = '', size] = found;
  return { head, size: Number(size), earliest: Number(earliest), latest: Number(latest) };
}

/** Null for what is not an index of this version, whole and unchanged. */
export function decodeIndex(bytes: Buffer): SegmentIndex | null {
  const end = bytes.length - 1;
  if (end < 0 || checkedEnd(bytes, 0, end) === -1) return null;
  try {
    const parsed = indexSchema.safeParse(JSON.parse(bytes.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // Its checksum is right, so another version wrote it.
    return null;
  }
}
