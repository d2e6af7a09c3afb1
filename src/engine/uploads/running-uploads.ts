import type { StateDatabase } from '../state/state-database.ts';
import { placeName, type DestinationKind, type UploadRow } from '../state/upload-rows.ts';
import type { Destination } from './destination.ts';
import type { Room } from './ledger.ts';
import { SMALL_FILE_BYTES } from './small-files.ts';

/** How much of a place a small file takes: so many more of them are on their way at the same time. */
const SMALL_FILE_PLACE = 1 / 4;

export interface RunningUpload {
  readonly abort: AbortController;
  readonly destination: Destination | undefined;
  /** Which destination it occupies, and how much of a place there. */
  readonly target: string;
  readonly place: number;
  /** Bytes that are there or on their way. */
  bytes: number;
  done: Promise<void>;
}

/** What is being sent, and where another file can begin: one destination that hangs holds up no other. */
export class RunningUploads {
  readonly #destinations: Map<string, readonly Destination[]>;
  readonly #concurrency: number;
  readonly #running = new Map<number, RunningUpload>();

  /**
   * @param destinations by project id
   * @param concurrency files at the same time to one destination; four times as many small ones
   */
  constructor(destinations: ReadonlyMap<string, readonly Destination[]>, concurrency: number) {
    this.#destinations = new Map(destinations);
    this.#concurrency = concurrency;
  }

  get size(): number {
    return this.#running.size;
  }

  get ids(): ReadonlySet<number> {
    return new Set(this.#running.keys());
  }

  has(id: number): boolean {
    return this.#running.has(id);
  }

  bytesSent(id: number): number {
    return this.#running.get(id)?.bytes ?? 0;
  }

  setDestinations(projectId: string, destinations: readonly Destination[]): void {
    this.#destinations.set(projectId, destinations);
  }

  destinationOf(row: {
    readonly projectId: string;
    readonly destination: DestinationKind;
  }): Destination | undefined {
    return this.#destinations.get(row.projectId)?.find(({ kind }) => kind === row.destination);
  }

  /** `placeName` of every destination that is there. */
  places(): string[] {
    return this.#placesWhere(() => true);
  }

  /** Where further files can begin, counted down as they are claimed. */
  room(): Room {
    const used = new Map<string, number>();
    const add = (target: string, place: number): void => {
      used.set(target, (used.get(target) ?? 0) + place);
    };
    for (const { target, place } of this.#running.values()) add(target, place);
    const freeOf = (target: string): number => this.#concurrency - (used.get(target) ?? 0);
    const targets = new Set([...this.#destinations.values()].flat().map(targetOf));
    return {
      places: () => this.#placesWhere((destination) => freeOf(targetOf(destination)) > 0),
      atMost: () => {
        const free = [...targets].reduce((sum, target) => sum + Math.max(0, freeOf(target)), 0);
        return Math.ceil(free / SMALL_FILE_PLACE);
      },
      claim: (row) => {
        const destination = this.destinationOf(row);
        if (destination === undefined || freeOf(targetOf(destination)) <= 0) return false;
        add(targetOf(destination), placeOf(row));
        return true;
      },
    };
  }

  /** Notes that a row is being sent from now on, until `end`. */
  begin(row: UploadRow): RunningUpload {
    const destination = this.destinationOf(row);
    const running: RunningUpload = {
      abort: new AbortController(),
      destination,
      target: destination === undefined ? '' : targetOf(destination),
      place: placeOf(row),
      bytes: 0,
      done: Promise.resolve(),
    };
    this.#running.set(row.id, running);
    return running;
  }

  end(id: number): void {
    this.#running.delete(id);
  }

  /** What is being sent may have been paused, cancelled or replaced, here or by another process. */
  endStale(uploads: StateDatabase['uploads'], isPaused: boolean): void {
    if (this.#running.size === 0) return;
    // One question for all: with many small files this is asked many times a second.
    const uploading = uploads.uploading();
    for (const [id, { abort }] of this.#running) {
      if (isPaused || !uploading.has(id)) abort.abort();
    }
  }

  /** Ends all of them; resolves when none is left. */
  async endAll(): Promise<void> {
    const ending = [...this.#running.values()];
    for (const { abort } of ending) abort.abort();
    await Promise.all(ending.map(({ done }) => done));
  }

  #placesWhere(isMeant: (destination: Destination) => boolean): string[] {
    return [...this.#destinations].flatMap(([projectId, destinations]) =>
      destinations.filter(isMeant).map(({ kind }) => placeName(projectId, kind)),
    );
  }
}

/** Several projects may share a bucket; it is one destination then. */
function targetOf(destination: Destination): string {
  return `${destination.kind} ${destination.describe()}`;
}

function placeOf({ size }: UploadRow): number {
  return size <= SMALL_FILE_BYTES ? SMALL_FILE_PLACE : 1;
}
