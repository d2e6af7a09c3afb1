/** Where uploads go, seen from the queue. One destination per project. */

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
}

/** Said only after size and checksum were read back from the destination. */
export interface PutOutcome {
  /** already-there: an earlier try had stored it and its answer was lost. */
  readonly how: 'sent' | 'already-there';
  /** stored-checksum: the destination keeps a SHA-256. read-back: the whole object was read again. */
  readonly checkedBy: 'stored-checksum' | 'read-back';
}

export interface Destination {
  readonly kind: 's3' | 'folder';
  /** What the ledger writes down: the bucket's name, or the folder. */
  readonly bucket: string;
  /** For messages, without secrets: `bucket recordings at http://… (region us-east-1)`. */
  describe(): string;
  /**
   * Stores the file under its key and verifies it. Never overwrites: an object that is there already
   * and equals the file counts as stored, any other is `storage-conflict`.
   *
   * @param onProgress bytes handed to the network so far
   * @throws RecorderError; `upload-cancelled` when `signal` was aborted
   */
  put(
    file: UploadSource,
    signal: AbortSignal,
    onProgress: (bytes: number) => void,
  ): Promise<PutOutcome>;
  /**
   * Writes a few bytes under `key` and reads them back. Overwrites `key`, deletes nothing.
   *
   * @throws RecorderError
   */
  probe(key: string, signal?: AbortSignal): Promise<void>;
  /** Ends idle connections. */
  close(): void;
}
