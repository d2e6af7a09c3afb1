/** What a reader of a recording wants to see. */

export interface RecordFilter {
  /** Only these kinds. */
  readonly kinds?: readonly string[];
  /** Only what these sent, or is said of them: identities or SIDs. */
  readonly participants?: readonly string[];
  readonly topics?: readonly string[];
  /** Only records with this in one of their texts (payload, topic, identity, …), in any case. */
  readonly text?: string;
  /** Arrival, nanoseconds since 1970; both ends included. */
  readonly from?: bigint;
  readonly to?: bigint;
  /** Record numbers of the lane, both ends included. */
  readonly firstRecord?: number;
  readonly lastRecord?: number;
}

/** The filter in the form that is asked for every line. */
export interface CompiledFilter {
  readonly kinds: ReadonlySet<string> | null;
  readonly participants: ReadonlySet<string> | null;
  readonly topics: ReadonlySet<string> | null;
  /** In lower case. */
  readonly text: string | null;
  /** `text` when its bytes in a line, put into lower case, are itself: it can be searched for there. */
  readonly plainText: string | null;
  readonly from: bigint;
  readonly to: bigint;
  readonly fromMicros: number;
  readonly toMicros: number;
  readonly firstRecord: number;
  readonly lastRecord: number;
}

/** Later than any clock. */
const END_OF_TIME = 10n ** 20n;
export const END_OF_TIME_MICROS = 1e17;

export function compileFilter(filter: RecordFilter): CompiledFilter {
  const { from = 0n, to = END_OF_TIME } = filter;
  const text = filter.text === undefined || filter.text === '' ? null : filter.text.toLowerCase();
  return {
    kinds: filter.kinds === undefined ? null : new Set(filter.kinds),
    participants: filter.participants === undefined ? null : new Set(filter.participants),
    topics: filter.topics === undefined ? null : new Set(filter.topics),
    text,
    plainText: text !== null && isPlain(text) ? text : null,
    from,
    to,
    fromMicros: Number(from / 1000n),
    toMicros: Number(to / 1000n),
    firstRecord: filter.firstRecord ?? 0,
    lastRecord: filter.lastRecord ?? Number.POSITIVE_INFINITY,
  };
}

/** Whether JSON writes the text as it is: ASCII without what may or must be escaped. */
function isPlain(text: string): boolean {
  return /^[ !#-.0-[\]-}]*$/.test(text);
}

export interface Routed {
  readonly record: number;
  readonly kind: string;
  readonly identity: string | null;
  readonly sid: string | null;
  readonly topic: string | null;
}

/** Whether a record passes all but the text and the exact time. */
export function passesRouting(filter: CompiledFilter, record: Routed): boolean {
  const { kinds, participants, topics } = filter;
  if (record.record < filter.firstRecord || record.record > filter.lastRecord) return false;
  if (kinds !== null && !kinds.has(record.kind)) return false;
  if (topics !== null && (record.topic === null || !topics.has(record.topic))) return false;
  if (participants === null) return true;
  const { identity, sid } = record;
  return (
    (identity !== null && participants.has(identity)) || (sid !== null && participants.has(sid))
  );
}

/**
 * Whether the time is the filter's; at its ends only the nanoseconds can tell.
 * @param micros Arrival, rounded down.
 */
export function passesMicros(filter: CompiledFilter, micros: number): 'yes' | 'no' | 'look' {
  const { fromMicros, toMicros } = filter;
  if (micros < fromMicros || micros > toMicros) return 'no';
  return micros > fromMicros && micros < toMicros ? 'yes' : 'look';
}

export function passesTime(filter: CompiledFilter, arrival: string): boolean {
  const at = BigInt(arrival);
  return at >= filter.from && at <= filter.to;
}

/** Members that are not for people to search in. */
const NOT_TEXT: ReadonlySet<string> = new Set([
  'arrival',
  'monotonic',
  'kind',
  'crc',
  'raw',
  'base64',
  'nonce',
]);

/** Whether one of the record's own texts holds what is looked for. */
export function passesText(filter: CompiledFilter, record: object): boolean {
  const { text } = filter;
  if (text === null) return true;
  return Object.entries(record).some(
    ([name, value]: [string, unknown]) =>
      typeof value === 'string' && !NOT_TEXT.has(name) && value.toLowerCase().includes(text),
  );
}
