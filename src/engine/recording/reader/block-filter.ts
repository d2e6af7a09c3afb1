/** Which blocks of an index cannot hold anything that a filter wants. */
import type { CompiledFilter } from './filter.ts';
import type { FacetIds, IndexBlock, SegmentIndex } from './index/format.ts';

/** The ids in this segment of what the filter names; null where the filter names nothing. */
interface Wanted {
  readonly kinds: ReadonlySet<number> | null;
  readonly identities: ReadonlySet<number> | null;
  readonly sids: ReadonlySet<number> | null;
  readonly topics: ReadonlySet<number> | null;
}

/** Says of each block of this segment whether it has to be read. */
export function blockFilter(
  filter: CompiledFilter,
  index: SegmentIndex,
): (block: IndexBlock) => boolean {
  const wanted: Wanted = {
    kinds: idsOf(index.kinds, filter.kinds),
    identities: idsOf(index.identities, filter.participants),
    sids: idsOf(index.sids, filter.participants),
    topics: idsOf(index.topics, filter.topics),
  };
  return (block) => {
    if (block.records === 0) return false;
    if (block.lastRecord < filter.firstRecord || block.firstRecord > filter.lastRecord)
      return false;
    if (block.latest < filter.fromMicros || block.earliest > filter.toMicros) return false;
    if (!mayHave(block.kinds, wanted.kinds) || !mayHave(block.topics, wanted.topics)) return false;
    return mayHave(block.identities, wanted.identities) || mayHave(block.sids, wanted.sids);
  };
}

function idsOf(
  values: readonly string[],
  wanted: ReadonlySet<string> | null,
): ReadonlySet<number> | null {
  if (wanted === null) return null;
  const ids = new Set<number>();
  values.forEach((value, id) => {
    if (wanted.has(value)) ids.add(id);
  });
  return ids;
}

function mayHave(ids: FacetIds, wanted: ReadonlySet<number> | null): boolean {
  return ids === null || wanted === null || ids.some((id) => wanted.has(id));
}
