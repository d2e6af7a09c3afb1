/** Takes position and routing of each line of a segment, in order; the builder of an index is one. */
export interface BlockSink {
  /** A valid line. @param micros Arrival in microseconds. @param offset Of the line's first byte. */
  add(
    record: number,
    micros: number,
    kind: string,
    identity: string | null,
    sid: string | null,
    topic: string | null,
    offset: number,
  ): void;
  /** A line that cannot be read. */
  unreadable(offset: number): void;
}
