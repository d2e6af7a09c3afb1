import type { FeedRow } from '../../shared/feed-row.ts';
import type { LaneName } from '../../shared/records.ts';
import type { AnyRecord } from './lines.ts';

type RowHead = Pick<
  FeedRow,
  'record' | 'lane' | 'arrival' | 'kind' | 'identity' | 'topic' | 'reliable'
>;

/** What a row of the window tells of any record, whatever it holds. */
export function rowHead(lane: LaneName, record: AnyRecord): RowHead {
  const { identity, topic, reliable }: Readonly<Record<string, unknown>> = record;
  return {
    record: record.record,
    ...(lane === 'a' ? {} : { lane }),
    arrival: record.arrival,
    kind: record.kind,
    identity: typeof identity === 'string' ? identity : null,
    topic: typeof topic === 'string' ? topic : null,
    reliable: typeof reliable === 'boolean' ? reliable : null,
  };
}
