/** The engine as its users see it: Electron's main process, the command line. */
import type { RoundTrip } from './preflight/round-trip.ts';
import type { FeedRow } from '../shared/feed-row.ts';
import type { Log } from '../shared/log.ts';
import type { EngineSnapshot, UploadView } from '../shared/snapshot.ts';
import type { RowsAnswer, RowsRequest, Timeline } from '../shared/timeline.ts';
import type { EngineConfig } from './config/config.ts';
import type { Notes } from './notes/notes.ts';
import type { Desk } from './desk/desk.ts';
import type { SpawnPing } from './ping/ping-room.ts';
import type { Manifest } from './recording/manifest.ts';
import type { RecordingFacts } from './library/library.ts';
import type { Verification } from './recording/verify.ts';
import type { SpawnCapture } from './sessions/capture-process.ts';
import type { Uploading } from './uploads/uploading.ts';
import type { SessionOrders } from './sessions/session-orders.ts';

export interface EngineOptions {
  readonly config: EngineConfig;
  readonly log: Log;
  readonly software: { readonly name: string; readonly version: string };
  readonly spawnCapture: SpawnCapture;
  readonly spawnPing: SpawnPing;
  /** The built recording worker. */
  readonly recordingWorkerEntry: URL;
  /** How often what is received and written is counted anew, in milliseconds. Default 1000. */
  readonly countersMs?: number;
  /** A recording is final and on disk. */
  readonly onFinalised?: (
    folder: string,
    manifest: Manifest,
    /** Which of its files, as far as they are uploaded by now, are stored under another name. */
    renamed: readonly string[],
  ) => void;
}

export interface Engine {
  snapshot(): EngineSnapshot;
  /** Something in the snapshot may have changed; callers throttle. Returns the way to unsubscribe. */
  onChange(listener: () => void): () => void;
  /** The ledger: what is not verified, and the latest verified. */
  uploads(): readonly UploadView[];
  readonly uploading: Uploading;
  /** Whose messages the live feed carries; null for none. */
  watch(
    recordingId: string | null,
    onFeed: (rows: readonly FeedRow[], skipped: number) => void,
  ): void;
  readonly dataFolder: string;
  /** What the state file knows of recordings, for the library. */
  readonly recordingFacts: RecordingFacts;
  /** Begins to bring one back whose local data was deleted; `fetches` of the snapshot says how far it is. */
  fetchRecording(recordingId: string): void;
  /** Reads every byte of a local recording again. @param folder Absolute. */
  verify(folder: string): Promise<Verification>;
  /**
   * A session from its beginning, as its journal has it; null while nothing of it is on disk.
   * @throws RecorderError `session-unknown`; what the file system says
   */
  timeline(sessionId: string): Promise<Timeline | null>;
  /** A part of it as rows of the feed; null as above. @throws as above */
  rows(sessionId: string, request: RowsRequest): Promise<RowsAnswer | null>;
  /** What a person orders for single sessions. */
  readonly orders: SessionOrders;
  /** Sessions and devices of SyncFlow, run from here. */
  readonly desk: Desk;
  /** What a person notes of a session. */
  readonly notes: Notes;
  /**
   * Begins a test session from its beginning to the bucket; at most one at a time.
   * @param onChange Its view is another one now.
   * @throws RecorderError `config-bad-value`, `usage`
   */
  roundTrip(projectId: string, onChange: () => void): RoundTrip;
  /** Awaited and ordered: intake, drain, close; what is not uploaded is left resumable. */
  stop(): Promise<void>;
}
