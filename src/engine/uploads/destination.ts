/** Where uploads go, seen from the queue. A project has at most one destination of each kind. */
import type { DestinationKind } from '../state/upload-rows.ts';
import type { Pace } from './pace.ts';

/** One key for all tests of all times: the least policy has no right to delete. */
export const PROBE_KEY = 'syncflow-recorder-check';

/** A local file and what it shall be called in the destination. */
export interface UploadSource {
  /** Absolute path of the local file. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the file, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly key: string;
  readonly contentType: string;
  /** Names and values in ASCII. */
  readonly metadata: Readonly<Record<string, string>>;
  /** How fast it may be read on its way out; left out: as fast as it goes. */
  readonly pace?: Pace;
}

/** Said only after size and checksum were read back from the destination. */
export interface PutOutcome {
  /** already-there: an earlier try had stored it and its answer was lost. */
  readonly how: 'sent' | 'already-there';
  /** stored-checksum: the destination keeps a SHA-256. read-back: the whole object was read again. */
  readonly checkedBy: 'stored-checksum' | 'read-back';
  /** Another object had the file's key, so that it is stored under this one; null: under its own. */
  readonly renamedTo: string | null;
}

/** What a transfer gets along with its file. */
export interface PutContext {
  /** Aborted: the transfer ends as soon as it can, with `upload-cancelled`. */
  readonly signal: AbortSignal;
  /** Bytes of the file that the destination has or that are on their way, 0 to its size. */
  readonly onProgress: (bytes: number) => void;
  readonly resume: {
    /**
     * What an earlier transfer of this file, or of an earlier content of it, saved; null: nothing.
     * The destination's own text: it finds out by itself whether it still fits the file.
     */
    readonly token: string | null;
    /** Keeps a text durably with the file; null: nothing to go on with. Cleared once it is verified. */
    save(token: string | null): void;
  };
}

export interface Destination {
  readonly kind: DestinationKind;
  /** What the ledger writes down: the bucket's name, or the folder. */
  readonly bucket: string;
  /** For messages, without secrets: `bucket recordings at http://… (region us-east-1)`. */
  describe(): string;
  /**
   * Stores the file under its key and verifies it. Never overwrites: an object that is there already
   * and equals the file counts as stored, any other is `storage-conflict`.
   *
   * @throws RecorderError; `upload-cancelled` when `signal` was aborted
   */
  put(file: UploadSource, context: PutContext): Promise<PutOutcome>;
  /**
   * Clears away what a transfer left that will not go on.
   *
   * @param token what it saved
   * @throws RecorderError
   */
  abandon(token: string): Promise<void>;
  /**
   * Writes a few bytes under `key` and reads them back. Overwrites `key`, deletes nothing.
   *
   * @throws RecorderError
   */
  probe(key: string, signal?: AbortSignal): Promise<void>;
  /** Ends idle connections. */
  close(): void;
}
