/**
 * Which rooms may share a capture child. A room can kill its child (native code), and which of many did
 * it is not told. So the rooms of a child that died go on together but apart from all others, in a
 * _cell_; when that child dies too, its rooms are halved over two cells, until the one that kills is
 * alone and the others are left in peace.
 */
export class CaptureCells {
  readonly #cellOf = new Map<string, number>();
  #last = 0;

  /** Null: the room may share a child with any other that has none. */
  of(recordingId: string): number | null {
    return this.#cellOf.get(recordingId) ?? null;
  }

  /** A child with these rooms died. @param cell Its cell, or null. */
  died(cell: number | null, recordingIds: readonly string[]): void {
    if (cell === null) {
      this.#assign(recordingIds);
    } else if (recordingIds.length > 1) {
      const half = Math.ceil(recordingIds.length / 2);
      this.#assign(recordingIds.slice(0, half));
      this.#assign(recordingIds.slice(half));
    }
  }

  /** The child of this cell has lived long enough: its rooms are as good as any other. */
  dissolve(cell: number): void {
    for (const [recordingId, of] of this.#cellOf) {
      if (of === cell) this.#cellOf.delete(recordingId);
    }
  }

  /** The room is over. */
  forget(recordingId: string): void {
    this.#cellOf.delete(recordingId);
  }

  #assign(recordingIds: readonly string[]): void {
    this.#last += 1;
    for (const recordingId of recordingIds) this.#cellOf.set(recordingId, this.#last);
  }
}
