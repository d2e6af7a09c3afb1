/** How many packets came under each topic: of the topics of a hostile room only a bounded table. */
const MAX_TOPICS = 1000;
/** A sender may make a topic of 60 kB; a thousand of those are no table. */
const MAX_TOPIC_BYTES = 1000;

/** Whether a topic is short enough to be counted by name (docs/data-format.md, `byTopic`). */
export function isCountedTopic(topic: string): boolean {
  return Buffer.byteLength(topic) <= MAX_TOPIC_BYTES;
}

export class TopicTally {
  readonly #counts = new Map<string, { count: number }>();

  add(topic: string): void {
    const known = this.#counts.get(topic);
    if (known !== undefined) known.count += 1;
    else if (this.#counts.size < MAX_TOPICS && isCountedTopic(topic)) {
      this.#counts.set(topic, { count: 1 });
    }
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].map(([topic, { count }]) => [topic, count]));
  }
}
