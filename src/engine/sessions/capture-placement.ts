/** In which child a room goes: as few children as the load allows. */

export interface PlacementLimits {
  /** Rooms of one child; 200 are known to work (livekit-wire.md §6), a fault takes them all. */
  readonly roomsPerChild: number;
  /** Messages a second of one child above which it gets no further room; one held 30,000. */
  readonly messagesPerChild: number;
  /** Children that share the ordinary rooms; those of cells come on top. */
  readonly children: number;
}

export interface ChildLoad {
  /** Rooms kept apart (capture-cells.ts); null for ordinary ones. */
  readonly cell: number | null;
  readonly rooms: number;
  readonly messagesPerSecond: number;
}

/**
 * The child for a room of this cell, or null when another is to be started. A cell has one child; the
 * ordinary rooms go to the child with the least to do, and to a new one when all are at their limit.
 */
export function placeRoom<C extends ChildLoad>(
  cell: number | null,
  children: readonly C[],
  limits: PlacementLimits,
): C | null {
  const eligible = children.filter((child) => child.cell === cell);
  const [first, ...others] = eligible;
  if (first === undefined) return null;
  if (cell !== null) return first;
  const least = others.reduce((best, child) => (isLighter(child, best) ? child : best), first);
  const full =
    least.rooms >= limits.roomsPerChild || least.messagesPerSecond >= limits.messagesPerChild;
  return full && eligible.length < limits.children ? null : least;
}

function isLighter(a: ChildLoad, b: ChildLoad): boolean {
  if (a.messagesPerSecond !== b.messagesPerSecond) {
    return a.messagesPerSecond < b.messagesPerSecond;
  }
  return a.rooms < b.rooms;
}
