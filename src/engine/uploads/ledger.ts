import type { ErrorCode, RecorderError } from '../../shared/errors.ts';
import type { NewUpload, UploadRow, UploadState } from '../state/upload-rows.ts';
import type { UploadsTable } from '../state/uploads-table.ts';

/** Delays before a retry by itself: 1 s, 2 s, 4 s … 5 min, and every 5 min from then on, for ever. */
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 5 * 60_000;
const JITTER = 0.3;
/** How often a file is sent again because other bytes arrived than were sent. */
const MAX_CHECKSUM_RETRIES = 3;

/** Failures of the way to the storage: when one file gets through, the others need not wait. */
const wayFailures: readonly ErrorCode[] = [
  'storage-unreachable',
  'storage-timeout',
  'storage-full',
  'storage-unwritable',
];

/** Which uploads a person means. `all`: everything that failed or waits for its next try. */
export type UploadSelection = readonly number[] | { readonly recordingId: string } | 'all';

/** Where further files can begin. Asked anew while rows are taken. */
export interface Room {
  /** `placeName` of the destinations that take another one now. */
  places(): readonly string[];
  /** How many more can begin, at most. */
  atMost(): number;
  /** Counts a row in. False: it has no room. */
  claim(row: UploadRow): boolean;
}

/**
 * What follows from what in the ledger of uploads: which state a row takes after each event. Every
 * change outlives the process, however it ends. What a person orders, what is added and what failed is
 * synced to the disk when the call returns. What the queue does by itself (`take`, `saveHash`,
 * `verified`) need not be: after a loss of power the last of it may be gone, and then the file is
 * compared once more with what the destination has.
 */
export class UploadLedger {
  readonly #uploads: UploadsTable;
  readonly #now: () => number;

  /** `now` in unix milliseconds. */
  constructor(uploads: UploadsTable, now: () => number) {
    this.#uploads = uploads;
    this.#now = now;
  }

  /**
   * Adds files, all or none. A file that is in the ledger already stays as it is, unless it was written
   * anew since (another size or SHA-256): then it is sent again from the start.
   */
  enqueue(files: readonly NewUpload[]): void {
    const now = this.#now();
    this.#uploads.together(() => {
      for (const file of files) {
        const row = this.#uploads.find(file.recordingId, file.destination, file.file);
        if (row === null) this.#uploads.insert(file, now);
        else if (isChanged(row, file)) this.#uploads.replaceFile(row.id, file, now);
        else if (file.sha256 !== null) this.#uploads.saveHash(row.id, file.size, file.sha256);
      }
    });
  }

  /**
   * The next rows to send, as many as there is room for, marked as uploading; none when none is due.
   *
   * @param busy rows whose earlier try is still ending, because they were cancelled and retried
   */
  take(room: Room, busy: ReadonlySet<number>): readonly UploadRow[] {
    const now = this.#now();
    return this.#uploads.repeatable(() => {
      const taken: UploadRow[] = [];
      for (;;) {
        const places = room.places();
        const limit = room.atMost();
        if (places.length === 0 || limit <= 0) return taken;
        const due = this.#uploads.eligible(now, { places, except: [...busy], limit });
        const next = due.filter((row) => room.claim(row));
        const ids = next.map(({ id }) => id);
        if (ids.length > 0) this.#uploads.begin(ids, now);
        taken.push(...next);
        // Those that were left out may have kept others out of sight.
        if (next.length === due.length || next.length === 0) return taken;
      }
    });
  }

  saveHash(row: UploadRow, sha256: string): void {
    this.#uploads.repeatable(() => {
      this.#uploads.saveHash(row.id, row.size, sha256);
    });
  }

  /**
   * Size and checksum were read back. False: somebody cancelled it meanwhile.
   *
   * @param renamedTo the key that it is stored under when that is not its own
   */
  verified(
    row: UploadRow,
    stored: {
      readonly sha256: string;
      readonly bucket: string;
      readonly renamedTo: string | null;
    },
  ): boolean {
    const now = this.#now();
    const { sha256, bucket, renamedTo: storedKey } = stored;
    const proof = { attempts: row.attempts + 1, sha256, bucket, storedKey };
    return this.#uploads.repeatable(() => {
      const applied = this.#uploads.verify(row.id, proof, now);
      this.#uploads.hasten(row, wayFailures, now);
      return applied;
    });
  }

  /** A try failed: it is due again later, or it failed for good and needs a person. */
  failed(row: UploadRow, error: RecorderError): void {
    const now = this.#now();
    const attempts = row.attempts + 1;
    const again = error.retryable && !this.#checksumsUsedUp(row, error.code);
    this.#uploads.change(
      row.id,
      ['uploading'],
      {
        state: again ? 'waiting' : 'failed',
        attempts,
        nextTryAt: again ? now + retryDelay(attempts, Math.random()) : null,
        error: { code: error.code, message: error.message },
      },
      again ? 'will-retry' : 'failed',
      now,
    );
  }

  /** The recorder stops, or the destination went away: as if the try had not begun. */
  interrupted(row: UploadRow): void {
    const change = { state: 'waiting', nextTryAt: null } as const;
    this.#uploads.change(row.id, ['uploading'], change, 'interrupted', this.#now());
  }

  /** Rows that say `uploading` while nothing uploads them: left by a crash, or by a full disk. */
  recover(uploadingNow: ReadonlySet<number>): number {
    const lost = this.#uploads
      .list({ state: 'uploading' })
      .filter((row) => !uploadingNow.has(row.id));
    for (const row of lost) this.interrupted(row);
    return lost.length;
  }

  /**
   * Makes uploads due at once, with their tries counted anew. Those that were cancelled only when they,
   * or their recording, are named. Returns how many.
   */
  retry(selection: UploadSelection): number {
    const from: UploadState[] = ['failed', 'waiting'];
    if (selection !== 'all') from.push('cancelled');
    return this.#each(selection, (id, now) =>
      this.#uploads.change(
        id,
        from,
        { state: 'waiting', attempts: 0, nextTryAt: null },
        'retried-by-hand',
        now,
      ),
    );
  }

  /** Takes uploads out of the queue until somebody retries them. Returns how many. */
  cancel(ids: readonly number[]): number {
    const error = { code: 'upload-cancelled', message: 'Cancelled by hand.' } as const;
    return this.#each(ids, (id, now) =>
      this.#uploads.change(
        id,
        ['waiting', 'uploading', 'failed'],
        { state: 'cancelled', nextTryAt: null, error },
        'cancelled',
        now,
      ),
    );
  }

  /** Puts those that wait before all others. Returns how many. */
  sendFirst(selection: UploadSelection): number {
    return this.#uploads.sendFirst(this.#idsOf(selection), this.#now());
  }

  #each(selection: UploadSelection, change: (id: number, now: number) => boolean): number {
    const now = this.#now();
    return this.#uploads.together(() => {
      const changed = this.#idsOf(selection).filter((id) => change(id, now));
      return changed.length;
    });
  }

  #idsOf(selection: UploadSelection): readonly number[] {
    if (selection === 'all') {
      const rows = [
        ...this.#uploads.list({ state: 'failed' }),
        ...this.#uploads.list({ state: 'waiting' }),
      ];
      return rows.map((row) => row.id);
    }
    if ('recordingId' in selection) return this.#uploads.list(selection).map((row) => row.id);
    return selection;
  }

  #checksumsUsedUp(row: UploadRow, code: ErrorCode): boolean {
    if (code !== 'storage-checksum') return false;
    const recent = this.#uploads.history(row.id).slice(-MAX_CHECKSUM_RETRIES);
    return (
      recent.length === MAX_CHECKSUM_RETRIES &&
      recent.every((line) => line.outcome === 'will-retry' && line.code === 'storage-checksum')
    );
  }
}

/**
 * Milliseconds until the next try.
 *
 * @param attempts tries so far, at least 1
 * @param random 0 to 1
 */
export function retryDelay(attempts: number, random: number): number {
  const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 30));
  return Math.round(full * (1 - JITTER + JITTER * random));
}

function isChanged(row: UploadRow, file: NewUpload): boolean {
  if (row.size !== file.size) return true;
  return row.sha256 !== null && file.sha256 !== null && row.sha256 !== file.sha256;
}
