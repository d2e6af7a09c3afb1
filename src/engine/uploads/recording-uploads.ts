/** The engine's side of uploading: destinations by project, and which files of which recording go up. */
import { basename } from 'node:path';
import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import type { EngineConfig } from '../config/config.ts';
import type { Manifest } from '../recording/manifest.ts';
import type { RecordingRef } from '../sessions/session-recording-options.ts';
import type { StateDatabase } from '../state/state-database.ts';
import type { DestinationKind } from '../state/upload-rows.ts';
import type { UploadCounts, UploadEvent, UploadingView } from '../../shared/snapshot.ts';
import type { FileState, UploadStretch } from '../state/upload-queries.ts';
import type { NamedUploadView, Uploading } from './uploading.ts';
import type { DestinationTest } from '../../shared/ipc/upload-settings.ts';
import { PROBE_KEY, type Destination } from './destination.ts';
import type { Written } from './give-way.ts';
import type { UploadSelection } from './ledger.ts';
import { keyOfFile, keyPrefix, type KeyPlace } from './object-key.ts';
import { createUploadQueue, type UploadQueue } from './queue.ts';
import { makeDestinations } from './make-destinations.ts';
import { uploadViews, type UploadsSnapshot } from './snapshot.ts';
import { recordingUploads, segmentUpload, type UploadPlace } from './upload-rows-of.ts';

export interface RecordingUploadsOptions {
  readonly config: EngineConfig;
  readonly state: StateDatabase;
  readonly log: Log;
  /** What is being recorded meanwhile (`UploadQueueOptions`); default: nothing. */
  readonly written?: () => Written | null;
  readonly onChange: () => void;
}

/** Uploads by project, and what a person orders of them. See `Uploading`. */
export class RecordingUploads implements Uploading {
  readonly #options: RecordingUploadsOptions;
  readonly #queue: UploadQueue;
  #summary: ReturnType<RecordingUploads['summary']> | null = null;
  readonly #destinations: ReadonlyMap<string, readonly Destination[]>;

  readonly #templates: ReadonlyMap<string, string | undefined>;

  /** Throws `plain-connection-refused` for an http endpoint that was not allowed. */
  constructor(options: RecordingUploadsOptions) {
    const { config, state, log, written = () => null, onChange } = options;
    this.#options = options;
    this.#destinations = makeDestinations(config, state.uploads);
    this.#templates = new Map(
      config.projects.map(({ projectId, s3 }) => [projectId, s3?.keyTemplate]),
    );
    this.#queue = createUploadQueue({
      ...{ state, log, written },
      onChange: () => {
        this.#summary = null;
        onChange();
      },
      dataFolder: config.dataFolder,
      destinations: this.#destinations,
      concurrency: config.uploads.concurrency,
      limitBytesPerSecond: config.uploads.limitBytesPerSecond,
    });
  }

  start(): void {
    this.#queue.start();
  }

  async stop(): Promise<void> {
    await this.#queue.stop();
    for (const destination of [...this.#destinations.values()].flat()) destination.close();
  }

  snapshot(): UploadsSnapshot {
    return this.#queue.snapshot();
  }

  /** Uploading as a whole. Kept until something changes: the window asks ten times a second. */
  summary(): { readonly uploads: UploadCounts; readonly uploading: UploadingView } {
    const slowedTo = this.#queue.slowedTo;
    if (this.#summary?.uploading.slowedTo !== slowedTo) this.#summary = null;
    this.#summary ??= this.#summarise(slowedTo);
    return this.#summary;
  }

  page(stretch: UploadStretch): {
    readonly total: number;
    readonly rows: readonly NamedUploadView[];
  } {
    const { uploads, sessions } = this.#options.state;
    const views = uploadViews(uploads.page(stretch), this.#queue.source());
    const rows = views.map((view) => {
      const session = view.sessionId === null ? null : sessions.get(view.sessionId);
      const { name = '', roomName = '' } = session ?? {};
      return { ...view, sessionName: name === '' ? roomName : name };
    });
    return { total: uploads.size(stretch), rows };
  }

  fileStates(recordingId: string): ReadonlyMap<string, FileState> {
    return this.#options.state.uploads.fileStates(recordingId);
  }

  async test(): Promise<readonly DestinationTest[]> {
    const different = new Map(
      [...this.#destinations.values()].flat().map((one) => [one.describe(), one] as const),
    );
    return Promise.all([...different.values()].map(testDestination));
  }

  history(id: number): readonly UploadEvent[] {
    return this.#options.state.uploads.history(id);
  }

  retry(which: UploadSelection): number {
    return this.#queue.retry(which);
  }

  sendFirst(which: UploadSelection): number {
    return this.#queue.sendFirst(which);
  }

  cancel(ids: readonly number[]): number {
    return this.#queue.cancel(ids);
  }

  pause(): void {
    this.#options.state.uploadOrders.pause(Date.now());
    this.#options.log.info('uploading is paused');
    this.#queue.ordersChanged();
  }

  resume(): void {
    this.#options.state.uploadOrders.resume();
    this.#options.log.info('uploading goes on');
    this.#queue.ordersChanged();
  }

  setLimit(limit: { readonly bytesPerSecond: number | null } | null): void {
    this.#options.state.uploadOrders.setLimit(limit);
    this.#options.log.info('the limit of uploads is set', { limit });
    this.#queue.ordersChanged();
  }

  /** Something else has changed rows of the ledger. */
  ledgerChanged(): void {
    this.#queue.ordersChanged();
  }

  /** Resolves when nothing is waiting or being sent. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** Those of a project that are set up. */
  destinationsOf(projectId: string): readonly DestinationKind[] {
    return (this.#destinations.get(projectId) ?? []).map(({ kind }) => kind);
  }

  /** Whether the manifest of this recording is in the ledger for each destination: then all is. */
  knows(recordingId: string): boolean {
    const { sessions, uploads, deleted } = this.#options.state;
    // Its files are gone from here: a destination that is set up later cannot get them.
    if (deleted.get(recordingId)?.state === 'deleted') return true;
    const row = sessions.byRecording(recordingId);
    const destinations = row === null ? [] : (this.#destinations.get(row.projectId) ?? []);
    return destinations.every(
      ({ kind }) => uploads.find(recordingId, kind, MANIFEST_FILE) !== null,
    );
  }

  /**
   * A closed segment goes up while the session still runs. A full disk refuses the ledger's row as well,
   * and that must not end the recorder: the file is put into the ledger again when its recording is
   * finalised.
   */
  segmentClosed(recording: RecordingRef, file: string, size: number): void {
    if (this.#options.config.uploads.when === 'session-over') return;
    try {
      const place = this.#place(recording);
      if (place !== null) this.#queue.enqueue(segmentUpload(place, file, size));
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

  #summarise(slowedTo: number | null): {
    readonly uploads: UploadCounts;
    readonly uploading: UploadingView;
  } {
    const { state, config } = this.#options;
    const { pausedAt, limit } = state.uploadOrders.get();
    return {
      uploads: state.uploads.counts(),
      uploading: {
        pausedAt,
        limitBytesPerSecond:
          limit === undefined ? config.uploads.limitBytesPerSecond : limit.bytesPerSecond,
        limitIsOrdered: limit !== undefined,
        slowedTo,
        openBytes: state.uploads.openBytes(),
      },
    };
  }

  /** Null when the project does not upload. */
  #place(recording: RecordingRef): UploadPlace | null {
    const { projectId, recordingId, folder, sessionId } = recording;
    const destinations = this.#destinations.get(projectId) ?? [];
    const project = this.#options.state.projects.get(projectId);
    const session = this.#options.state.sessions.get(sessionId);
    if (destinations.length === 0 || project === null || session === null) return null;
    const template = this.#templates.get(projectId);
    const place: KeyPlace = {
      project: { id: projectId, name: project.name },
      roomName: session.roomName,
      recordingId,
      sessionId,
      sessionName: session.name,
      date: basename(folder).slice(0, 'YYYY-MM-DD'.length),
      ...(template === undefined ? {} : { template }),
    };
    const prefix = this.#prefixOf(recordingId) ?? keyPrefix(place);
    return {
      project: { id: projectId },
      ...{ recordingId, folder, sessionId, destinations },
      keyPrefix: prefix,
    };
  }

  /** Names and templates may change while a session runs; its recording stays in one place. */
  #prefixOf(recordingId: string): string | null {
    const [row] = this.#options.state.uploads.list({ recordingId, limit: 1 });
    if (row === undefined) return null;
    return row.objectKey.slice(0, -keyOfFile(row.file).length);
  }
}

async function testDestination(destination: Destination): Promise<DestinationTest> {
  const name = destination.describe();
  try {
    await destination.probe(PROBE_KEY);
    return { destination: name, problem: null, fix: null };
  } catch (thrown) {
    const { message, fix } = toRecorderError(thrown);
    return { destination: name, problem: message, fix };
  }
}
