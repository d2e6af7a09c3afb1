/**
 * The feed of one recording as it comes, held still and let go on by the person. It is no state of a
 * component: whoever looks at it is drawn anew, and nothing else on the page.
 */
import type { FeedRow } from '../../shared/feed-row.ts';
import { unpackRows, type PackedFeed } from '../../shared/ipc/packed-feed.ts';
import { FeedBuffer } from './feed-buffer.ts';
import type { FeedChoices } from './feed-filter.ts';

export interface FeedView {
  /** What to show: everything held, or what was held when it was frozen. */
  readonly rows: readonly FeedRow[];
  readonly frozen: boolean;
  /** Messages that came since it was frozen, shown or not. */
  readonly newSinceFrozen: number;
  readonly received: number;
  readonly skipped: number;
  readonly dropped: number;
  readonly choices: FeedChoices;
}

interface Frozen {
  readonly rows: readonly FeedRow[];
  readonly seen: number;
}

/** @param byPerson It answers what a person did, and must not wait. */
type Watcher = (view: FeedView, byPerson: boolean) => void;
type Reader = (rows: readonly FeedRow[]) => void;

export class LiveFeed {
  readonly #recordingId: string | null;
  readonly #buffer = new FeedBuffer();
  readonly #watchers = new Set<Watcher>();
  readonly #readers = new Set<Reader>();
  #frozen: Frozen | null = null;
  #view = this.#look();

  /** @param recordingId Whose it is; null: of none, and nothing comes. */
  constructor(recordingId: string | null) {
    this.#recordingId = recordingId;
  }

  get view(): FeedView {
    return this.#view;
  }

  /** Everything held, also while it is frozen. */
  get held(): readonly FeedRow[] {
    return this.#buffer.rows;
  }

  /** What comes of another recording is not taken. */
  take({ recordingId, rows: packed, skipped }: PackedFeed): void {
    if (recordingId !== this.#recordingId) return;
    const rows = unpackRows(packed);
    this.#buffer.append(rows, skipped);
    for (const reader of this.#readers) reader(rows);
    this.#changed(false);
  }

  /** @param drawn What the person looks at: what came since is not to move it. */
  freeze({ rows, received, skipped }: FeedView): void {
    if (this.#frozen !== null) return;
    this.#frozen = { rows, seen: received + skipped };
    this.#changed(true);
  }

  resume(): void {
    if (this.#frozen === null) return;
    this.#frozen = null;
    this.#changed(true);
  }

  /** @returns Ends it. */
  onChange(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  /** All rows that come, frozen or not. @returns Ends it. */
  onRows(reader: Reader): () => void {
    this.#readers.add(reader);
    return () => {
      this.#readers.delete(reader);
    };
  }

  #changed(byPerson: boolean): void {
    this.#view = this.#look();
    for (const watcher of this.#watchers) watcher(this.#view, byPerson);
  }

  #look(): FeedView {
    const { rows, received, skipped, dropped, choices } = this.#buffer;
    return {
      rows: this.#frozen?.rows ?? rows,
      frozen: this.#frozen !== null,
      newSinceFrozen: this.#frozen === null ? 0 : received + skipped - this.#frozen.seen,
      ...{ received, skipped, dropped, choices },
    };
  }
}
