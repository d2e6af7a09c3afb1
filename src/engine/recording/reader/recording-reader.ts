/**
 * Reads a recording: one lane as it stands, or two lanes merged into one stream ordered by arrival. The
 * window, exports and verification read through this. Works while the recording is being written.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LANE_B_FOLDER } from '../../../shared/layout.ts';
import type { LaneName } from '../../../shared/records.ts';
import { mergeLanes, type MergedRecord } from '../lanes/merge-lanes.ts';
import type { AnyRecord } from '../lines.ts';
import { compileFilter, passesTime, type RecordFilter } from './filter.ts';
import { LaneReader } from './lane-reader.ts';
import { backwardWindows } from './backward-windows.ts';
import type { Missing } from './missing.ts';

/** Record numbers belong to one lane: who filters by them reads that lane. */
export type MergedFilter = Omit<RecordFilter, 'firstRecord' | 'lastRecord'>;

export type LaneRecord = MergedRecord<AnyRecord>;

export interface ReadOptions {
  /** By arrival; forward when not given. */
  readonly direction?: 'forward' | 'backward';
  readonly signal?: AbortSignal | undefined;
  /** Told of what is missing from a lane; only when reading forward. Reads everything then. */
  readonly onMissing?: ((lane: LaneName, missing: Missing) => void) | undefined;
  /** Told how many bytes of segments were read, of both lanes; only when reading forward. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** A copy of a packet may arrive that much later in one lane than in the other (`mergeLanes`), and more. */
const LANE_SPREAD_NS = 20_000_000_000n;

export class RecordingReader {
  readonly #lanes: ReadonlyMap<LaneName, LaneReader>;

  /** @param folder That of the recording. It is looked at when something is read. */
  constructor(folder: string) {
    const lanes = new Map<LaneName, LaneReader>([['a', new LaneReader(folder)]]);
    const laneB = join(folder, LANE_B_FOLDER);
    if (existsSync(laneB)) lanes.set('b', new LaneReader(laneB));
    this.#lanes = lanes;
  }

  /** Whether two recorders wrote it. */
  get redundant(): boolean {
    return this.#lanes.size > 1;
  }

  /** One lane by itself; undefined when the recording has no such lane. */
  lane(name: LaneName): LaneReader | undefined {
    return this.#lanes.get(name);
  }

  /**
   * The records that a filter lets through, once each, whichever lane has them.
   * @throws what the file system says; the signal's reason when it is aborted
   */
  async *read(
    filter: MergedFilter = {},
    options: ReadOptions = {},
  ): AsyncGenerator<LaneRecord, void, undefined> {
    const { direction = 'forward', signal, onBytes } = options;
    const a = this.#lanes.get('a');
    const b = this.#lanes.get('b');
    if (a === undefined || b === undefined) {
      for (const [lane, reader] of this.#lanes) {
        const onMissing = missingOf(options, lane);
        for await (const record of reader.read(filter, { direction, signal, onMissing, onBytes })) {
          yield { lane, record };
        }
      }
      return;
    }
    if (direction === 'backward') yield* this.#backward(a, b, filter, signal);
    else yield* merged(a, b, filter, options);
  }

  async *#backward(
    a: LaneReader,
    b: LaneReader,
    filter: MergedFilter,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<LaneRecord, void, undefined> {
    const bounds = await boundsOf([a, b], filter, signal);
    if (bounds === null) return;
    for (const window of backwardWindows(bounds)) {
      const found: LaneRecord[] = [];
      const within = { ...filter, from: window.from, to: window.to };
      for await (const record of merged(a, b, within, { signal })) found.push(record);
      window.found(found.length);
      yield* found.reverse();
    }
  }
}

/** Both lanes as one. Times are compared after merging: a record arrived when its first copy did. */
async function* merged(
  a: LaneReader,
  b: LaneReader,
  filter: MergedFilter,
  options: ReadOptions,
): AsyncGenerator<LaneRecord, void, undefined> {
  const exact = compileFilter(filter);
  const wide: RecordFilter = {
    ...filter,
    from: exact.from > LANE_SPREAD_NS ? exact.from - LANE_SPREAD_NS : 0n,
    to: exact.to + LANE_SPREAD_NS,
  };
  const { signal, onBytes } = options;
  const both = mergeLanes(
    a.read(wide, { signal, onBytes, onMissing: missingOf(options, 'a') }),
    b.read(wide, { signal, onBytes, onMissing: missingOf(options, 'b') }),
  );
  for await (const one of both) if (passesTime(exact, one.record.arrival)) yield one;
}

function missingOf(
  { onMissing }: ReadOptions,
  lane: LaneName,
): ((missing: Missing) => void) | undefined {
  if (onMissing === undefined) return undefined;
  return (missing) => {
    onMissing(lane, missing);
  };
}

/** From the first to the last arrival that the filter lets through, by the ends of the lanes. */
async function boundsOf(
  lanes: readonly LaneReader[],
  filter: MergedFilter,
  signal: AbortSignal | undefined,
): Promise<{ from: bigint; to: bigint } | null> {
  let from: bigint | null = null;
  let to: bigint | null = null;
  for (const lane of lanes) {
    for (const direction of ['forward', 'backward'] as const) {
      for await (const { arrival } of lane.read(filter, { direction, signal })) {
        const at = BigInt(arrival);
        if (from === null || at < from) from = at;
        if (to === null || at > to) to = at;
        break;
      }
    }
  }
  return from === null || to === null ? null : { from, to };
}
