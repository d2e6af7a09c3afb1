import type { DestinationTest } from '../../shared/ipc/upload-settings.ts';
import type { UploadEvent, UploadView } from '../../shared/snapshot.ts';
import type { FileState, UploadStretch } from '../state/upload-queries.ts';
import type { UploadSelection } from './ledger.ts';

export interface NamedUploadView extends UploadView {
  /** Of the session, or of its room; empty when neither is known any more. */
  readonly sessionName: string;
}

/** What window and command line see and order of uploads. Every order is on disk when the call returns. */
export interface Uploading {
  /** A stretch of the ledger, what needs somebody first. `total`: rows of all its pages. */
  page(stretch: UploadStretch): {
    readonly total: number;
    readonly rows: readonly NamedUploadView[];
  };
  /** How each file of a recording stands (`UploadQueries.fileStates`). */
  fileStates(recordingId: string): ReadonlyMap<string, FileState>;
  /** Writes a few bytes to each destination and reads them back. Never rejects. */
  test(): Promise<readonly DestinationTest[]>;
  /** Oldest first; at most the last 50. */
  history(id: number): readonly UploadEvent[];
  /** Makes failed and waiting ones due at once. Returns how many. */
  retry(which: UploadSelection): number;
  /** Puts those that wait before all others. Returns how many. */
  sendFirst(which: UploadSelection): number;
  /** Takes them out until somebody retries them. Returns how many. */
  cancel(ids: readonly number[]): number;
  /** Nothing is sent until `resume`, also after a restart. What is on its way is ended; it goes on later. */
  pause(): void;
  resume(): void;
  /** Bytes a second over everything (at least 32,000), null for none. `limit` null: as the settings say. */
  setLimit(limit: { readonly bytesPerSecond: number | null } | null): void;
}
