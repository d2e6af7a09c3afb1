/** The engine's side of uploading: destinations by project, and which files of which recording go up. */
import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import type { EngineConfig } from '../config/config.ts';
import type { Manifest } from '../recording/manifest.ts';
import type { RecordingRef } from '../sessions/session-recording-options.ts';
import type { StateDatabase } from '../state/state-database.ts';
import type { UploadSelection } from './ledger.ts';
import { createUploadQueue, type UploadQueue } from './queue.ts';
import { createS3Destination } from './s3-destination.ts';
import type { UploadsSnapshot } from './snapshot.ts';
import { recordingUploads, segmentUpload, type UploadPlace } from './upload-rows-of.ts';

export interface RecordingUploadsOptions {
  readonly config: EngineConfig;
  readonly state: StateDatabase;
  readonly log: Log;
  readonly onChange: () => void;
}

export class RecordingUploads {
  readonly #options: RecordingUploadsOptions;
  readonly #queue: UploadQueue;
  readonly #buckets: ReadonlyMap<string, string>;

  /** Throws `plain-connection-refused` for an http endpoint that was not allowed. */
  constructor(options: RecordingUploadsOptions) {
    const { config, state, log, onChange } = options;
    this.#options = options;
    const destinations = new Map(
      config.projects.flatMap(({ projectId, s3 }) =>
        s3 === null
          ? []
          : [
              [
                projectId,
                createS3Destination({ config: s3, plainHosts: config.plainHosts }),
              ] as const,
            ],
      ),
    );
    this.#buckets = new Map([...destinations].map(([id, { bucket }]) => [id, bucket]));
    this.#queue = createUploadQueue({
      state,
      dataFolder: config.dataFolder,
      destinations,
      log,
      onChange,
    });
  }

  start(): void {
    this.#queue.start();
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  snapshot(): UploadsSnapshot {
    return this.#queue.snapshot();
  }

  retry(which: UploadSelection): number {
    return this.#queue.retry(which);
  }

  cancel(ids: readonly number[]): number {
    return this.#queue.cancel(ids);
  }

  /** Resolves when nothing is waiting or being sent. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** Whether the manifest of this recording is in the ledger: then all its files are. */
  knows(recordingId: string): boolean {
    const row = this.#options.state.sessions.byRecording(recordingId);
    const isOurs = row !== null && this.#buckets.has(row.projectId);
    return !isOurs || this.#options.state.uploads.find(recordingId, MANIFEST_FILE) !== null;
  }

  /**
   * A closed segment goes up while the session still runs. A full disk refuses the ledger's row as well,
   * and that must not end the recorder: the file is put into the ledger again when its recording is
   * finalised.
   */
  segmentClosed(recording: RecordingRef, file: string, size: number): void {
    try {
      const place = this.#place(recording);
      if (place !== null) this.#queue.enqueue([segmentUpload(place, file, size)]);
    } catch (thrown) {
      const { code, message: error } = toRecorderError(thrown);
      this.#options.log.warn('a closed segment waits for its upload', { file, code, error });
    }
  }

  /** Everything of a final recording; what is in the ledger already stays as it is. */
  finalised(recording: RecordingRef, manifest: Manifest): void {
    const place = this.#place(recording);
    if (place === null) return;
    recordingUploads(place, manifest).then(
      (rows) => {
        this.#queue.enqueue(rows);
      },
      (thrown: unknown) => {
        // The next start finds that the ledger lacks this recording, and adds it then.
        this.#options.log.error('the recording cannot be put into the ledger of uploads', {
          sessionId: recording.sessionId,
          error: toRecorderError(thrown).message,
        });
      },
    );
  }

  /** Null when the project does not upload. */
  #place(recording: RecordingRef): UploadPlace | null {
    const { projectId, recordingId, folder, sessionId } = recording;
    const bucket = this.#buckets.get(projectId);
    const project = this.#options.state.projects.get(projectId);
    const session = this.#options.state.sessions.get(sessionId);
    if (bucket === undefined || project === null || session === null) return null;
    return {
      project: { id: projectId, name: project.name },
      roomName: session.roomName,
      recordingId,
      folder,
      sessionId,
      bucket,
    };
  }
}
