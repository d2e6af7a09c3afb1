/** The columns of a Parquet file of messages, in their order. docs/exports.md. */

export type ColumnType = 'int64' | 'timestamp' | 'boolean' | 'text' | 'binary';

export interface ColumnHead {
  readonly name: string;
  readonly type: ColumnType;
  readonly optional: boolean;
}

/** The rows' numbers, which the file counts: the only column that is not the encoder's. */
export const INDEX_HEAD: ColumnHead = { name: 'index', type: 'int64', optional: false };

/** Those of an encoder. */
export const heads = {
  arrival: { name: 'arrival', type: 'timestamp', optional: false },
  monotonic: { name: 'monotonic_ns', type: 'int64', optional: false },
  lane: { name: 'lane', type: 'text', optional: false },
  record: { name: 'record', type: 'int64', optional: false },
  kind: { name: 'kind', type: 'text', optional: false },
  part: { name: 'part', type: 'text', optional: true },
  participant: { name: 'participant', type: 'text', optional: true },
  sid: { name: 'sid', type: 'text', optional: true },
  topic: { name: 'topic', type: 'text', optional: true },
  reliable: { name: 'reliable', type: 'boolean', optional: true },
  sequence: { name: 'sequence', type: 'int64', optional: true },
  encoding: { name: 'encoding', type: 'text', optional: false },
  text: { name: 'text', type: 'text', optional: true },
  binary: { name: 'binary', type: 'binary', optional: true },
} as const satisfies Readonly<Record<string, ColumnHead>>;

/** All columns as they stand in the file. */
export const allHeads: readonly ColumnHead[] = [INDEX_HEAD, ...Object.values(heads)];
