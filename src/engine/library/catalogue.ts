/**
 * All recordings of a data folder, in memory: the list that the window shows and searches. Manifests are
 * read when they are new or have changed; between, nothing touches the disk.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LibraryChoices, LibraryFilter, LibraryProgress } from '../../shared/ipc/library.ts';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import { listRecordings } from '../recording/folders.ts';
import { parseManifest, readManifest } from '../recording/manifest.ts';
import { entryOf, type LibraryEntry } from './entry.ts';
import { matcher, searchable, type Searchable } from './matching.ts';
import { loadEntries, storeEntries } from './stored-entries.ts';

/** Manifests looked at or read at a time. */
const AT_ONCE = 32;
const MOST_CHOICES = 300;

/** A recording whose local data was deleted: its manifest as it was. */
export interface DeletedManifest {
  readonly recordingId: string;
  readonly folder: string;
  readonly manifest: string;
}

interface Known extends Searchable {
  readonly stamp: string;
}

export class Catalogue {
  readonly #dataFolder: string;
  readonly #onChange: () => void;
  readonly #local = new Map<string, Known>();
  readonly #deleted = new Map<string, Searchable>();
  /** Newest first; null when something changed since. */
  #ordered: readonly Searchable[] | null = null;
  #progress: LibraryProgress = { done: 0, total: 0 };
  #refreshing: Promise<void> | null = null;
  #again = false;
  #loaded = false;

  /** @param onChange There is something else to list now; called a few times a second at most. */
  constructor(dataFolder: string, onChange: () => void) {
    this.#dataFolder = dataFolder;
    this.#onChange = onChange;
  }

  get progress(): LibraryProgress {
    return this.#progress;
  }

  get size(): number {
    return this.#all().length;
  }

  /** What is deleted locally, as the state file says. @param ids All of them. @param fresh Those not told yet. */
  setDeleted(ids: readonly string[], fresh: readonly DeletedManifest[]): void {
    let changes = fresh.length;
    for (const { recordingId, folder, manifest } of fresh) {
      try {
        const entry = entryOf(folder, parseManifest(manifest, folder), false);
        this.#deleted.set(recordingId, searchable(entry));
      } catch {
        // Its manifest is of a later version, or was changed: it cannot be listed.
      }
    }
    const still = new Set(ids);
    for (const id of this.#deleted.keys()) {
      if (!still.has(id) && this.#deleted.delete(id)) changes += 1;
    }
    if (changes > 0) this.#changed();
  }

  /** Newest first. @param uploaded See `matcher`. */
  find(filter: LibraryFilter, uploaded: (recordingId: string) => boolean): LibraryEntry[] {
    const fits = matcher(filter, uploaded);
    return this.#all()
      .filter(fits)
      .map(({ entry }) => entry);
  }

  get(recordingId: string): LibraryEntry | null {
    return this.#all().find(({ entry }) => entry.recordingId === recordingId)?.entry ?? null;
  }

  choices(): LibraryChoices {
    const entries = this.#all().map(({ entry }) => entry);
    return {
      projects: mostFrequent(entries.map(({ projectName }) => [projectName])),
      participants: mostFrequent(entries.map(({ participants }) => participants)),
      topics: mostFrequent(entries.map(({ topics }) => topics)),
    };
  }

  /** Looks at the folders again. Resolves when all that was there when it was called is known. */
  refresh(): Promise<void> {
    if (this.#refreshing !== null) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#refreshAll().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refreshAll(): Promise<void> {
    if (!this.#loaded) await this.#load();
    do {
      this.#again = false;
      await this.#look();
      // Something may have changed behind us meanwhile.
    } while (this.#wantsAnother());
  }

  #wantsAnother(): boolean {
    return this.#again;
  }

  async #load(): Promise<void> {
    this.#loaded = true;
    for (const { stamp, entry } of await loadEntries(this.#dataFolder)) {
      this.#local.set(entry.folder, { stamp, ...searchable(entry) });
    }
    if (this.#local.size > 0) this.#changed();
  }

  async #look(): Promise<void> {
    const folders = await listRecordings(this.#dataFolder);
    const here = new Set(folders);
    const isFirst = this.#progress !== null;
    let changes = 0;
    for (const folder of this.#local.keys()) {
      if (!here.has(folder) && this.#local.delete(folder)) changes += 1;
    }
    let told = Date.now();
    for (let at = 0; at < folders.length; at += AT_ONCE) {
      const some = folders.slice(at, at + AT_ONCE);
      const read = await Promise.all(some.map((folder) => this.#readIfChanged(folder)));
      changes += read.filter(Boolean).length;
      if (isFirst) {
        const done = Math.min(at + AT_ONCE, folders.length);
        this.#progress = { done, total: folders.length };
      }
      if (changes > 0 && Date.now() - told > 250) {
        told = Date.now();
        this.#changed();
      }
    }
    this.#progress = null;
    if (changes === 0 && !isFirst) return;
    this.#changed();
    if (changes === 0) return;
    const stored = [...this.#local.values()].map(({ stamp, entry }) => ({ stamp, entry }));
    await storeEntries(this.#dataFolder, stored);
  }

  /** @returns Whether it is another entry now. */
  async #readIfChanged(folder: string): Promise<boolean> {
    try {
      const { mtimeMs, size } = await stat(join(folder, MANIFEST_FILE));
      const stamp = `${mtimeMs} ${size}`;
      if (this.#local.get(folder)?.stamp === stamp) return false;
      const entry = entryOf(folder, await readManifest(folder), true);
      this.#local.set(folder, { stamp, ...searchable(entry) });
      return true;
    } catch {
      // Without a readable manifest there is nothing to list; `verify` names such folders.
      return this.#local.delete(folder);
    }
  }

  #changed(): void {
    this.#ordered = null;
    this.#onChange();
  }

  #all(): readonly Searchable[] {
    if (this.#ordered !== null) return this.#ordered;
    const local = [...this.#local.values()];
    const ids = new Set(local.map(({ entry }) => entry.recordingId));
    const deleted = [...this.#deleted.values()].filter(({ entry }) => !ids.has(entry.recordingId));
    this.#ordered = [...local, ...deleted].sort((a, b) => b.entry.startedAt - a.entry.startedAt);
    return this.#ordered;
  }
}

function mostFrequent(lists: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>();
  for (const names of lists) {
    for (const name of names) if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1))
    .slice(0, MOST_CHOICES)
    .map(([name]) => name);
}
