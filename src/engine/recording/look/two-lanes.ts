/**
 * What happened in a room that two recorders record: gaps and lost links of both lanes, and of each gap
 * whether the other lane received meanwhile. What the server said of the room is taken from the first.
 */
import type { LaneName } from '../../../shared/records.ts';
import type { LookEvent } from '../../../shared/timeline.ts';
import type { Found, LinkMark } from './lane-look.ts';

/** A packet reaches the two lanes at slightly different times (lane-coverage.ts). */
const EDGE_NS = 500_000_000n;

export interface LaneFound extends Found {
  readonly lane: LaneName;
  /** Nanoseconds since 1970: at this moment or later the lane has a message; null: it has none. */
  readonly until: bigint | null;
}

/** @param isFinal Whether lanes were compared: then a gap that is not said to be filled is not. */
export function eventsOfLanes(first: LaneFound, other: LaneFound, isFinal: boolean): LookEvent[] {
  const fills = new Map(
    [...first.fills, ...other.fills].map(({ gap, missing }) => [
      keyOf(gap.lane, gap.record),
      missing.length === 0,
    ]),
  );
  const ofLane = (one: LaneFound, against: LaneFound) => (event: LookEvent) => {
    const { type, record } = event;
    if (type === 'link-lost') return { ...event, lane: one.lane };
    if (type !== 'gap') return event;
    const isFilled =
      fills.get(keyOf(one.lane, record)) ?? (isFinal ? false : received(against, event));
    const gap = { ...event, lane: one.lane };
    return isFilled === null ? gap : { ...gap, isFilled };
  };
  const events = first.events.map(ofLane(first, other));
  const losses = other.events.filter(({ type }) => type === 'gap' || type === 'link-lost');
  events.push(...losses.map(ofLane(other, first)));
  return events.sort((a, b) => Number(BigInt(a.at) - BigInt(b.at)));
}

const keyOf = (lane: LaneName, record: number): string => `${lane}:${record}`;

/** Whether a lane received while the other did not; null while that cannot be told. */
function received({ links, events, until }: LaneFound, gap: LookEvent): boolean | null {
  // Which numbers it has is compared when the recording is finalised.
  if (gap.to === null || gap.reason === 'sequence' || gap.reason === 'counter') return null;
  const from = BigInt(gap.at) - EDGE_NS;
  const to = BigInt(gap.to) + EDGE_NS;
  const isAway = events.some(
    (own) => own.type === 'gap' && own.to !== null && BigInt(own.at) < to && BigInt(own.to) > from,
  );
  if (isAway || !isLinked(links, from, to)) return false;
  return until !== null && until >= to ? true : null;
}

/** Whether a link was open all the time; a new one is made before the old one is closed. */
function isLinked(links: readonly LinkMark[], from: bigint, to: bigint): boolean {
  const open = new Set<number>();
  let isOpenBefore = false;
  for (const { at, link, event, isFirst } of links) {
    if (at > to) break;
    // Those of a run that died were never closed.
    if (isFirst) open.clear();
    if (event === 'open') open.add(link);
    else open.delete(link);
    if (at <= from) isOpenBefore = open.size > 0;
    else if (open.size === 0) return false;
  }
  return isOpenBefore;
}
