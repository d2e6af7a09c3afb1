/** Takes the position and the routing of each valid line, in order; the builder of an index is one. */
export interface BlockSink {
  /** @param micros Arrival in microseconds. @param offset Of the line's first byte. */
  add(
    record: number,
    micros: number,
    kind: string,
    identity: string | null,
    sid: string | null,
    topic: string | null,
    offset: number,
  ): void;
}
