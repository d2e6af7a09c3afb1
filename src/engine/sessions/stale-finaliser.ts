/**
 * Finalises by timer what nobody else will: recordings that a crash left open and whose session or
 * project this recorder does not follow any more. What is being recorded, or may go on, is left alone.
 */
import { toRecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { readManifest, type Manifest } from '../recording/manifest.ts';
import { listOpenRecordings, type OpenRecording } from '../recording/open-recordings.ts';
import type { RecordingWorker } from '../recording/worker-client.ts';
import type { StateDatabase } from '../state/state-database.ts';
import { adoptRecording } from './adopt-recording.ts';
import type { RecordingRef } from './session-recording-options.ts';

export interface StaleFinaliserOptions {
  readonly dataFolder: string;
  readonly state: StateDatabase;
  readonly worker: Pick<RecordingWorker, 'finalise'>;
  /** False: nothing is finalised here; what the command finalised is taken note of. */
  readonly auto: boolean;
  /** How often it looks, and how long nothing may have been written. */
  readonly intervalMs: number;
  /** Projects that the supervisor looks after. */
  readonly projects: ReadonlySet<string>;
  /** Whether everything of this recording is in the ledger of uploads, or never will be. */
  readonly isHandedOn: (recordingId: string) => boolean;
  readonly onFinalised: (recording: RecordingRef, manifest: Manifest) => void;
  readonly log: Log;
}

export class StaleFinaliser {
  readonly #options: StaleFinaliserOptions;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;

  constructor(options: StaleFinaliserOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.look();
    }, this.#options.intervalMs);
    this.look();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
  }

  /** One look, unless one is under way. */
  look(): void {
    this.#looking ??= this.#look()
      .catch((thrown: unknown) => {
        const { code, message } = toRecorderError(thrown);
        this.#options.log.warn('stale recordings cannot be looked for', { code, error: message });
      })
      .finally(() => {
        this.#looking = null;
      });
  }

  async #look(): Promise<void> {
    const { auto, dataFolder, intervalMs } = this.#options;
    if (!auto) {
      await this.#takeNote();
      return;
    }
    for (const open of await listOpenRecordings(dataFolder)) {
      if (open.held || Date.now() - open.lastWriteAt < intervalMs) continue;
      if (!this.#mayGoOn(open)) await this.#finalise(open);
    }
  }

  /** The supervisor has it, or will: it asks SyncFlow, and finalises what is over. */
  #mayGoOn({ manifest }: OpenRecording): boolean {
    const { projects, state } = this.#options;
    const { session, project, recordingId } = manifest;
    if (session === null || project === null || !projects.has(project.id)) return false;
    return state.sessions.get(session.id)?.recordingId === recordingId;
  }

  async #finalise({ folder, manifest }: OpenRecording): Promise<void> {
    const { state, worker, log, onFinalised } = this.#options;
    try {
      const row = adoptRecording(state.sessions, folder, manifest);
      // Nobody knows until when it went on: everything since the last record may be missing.
      const end = { recordedToEnd: false, undeclared: [] };
      const final = await worker.finalise(folder, 'stale', new Date(), end);
      if (row !== null && row.state !== 'ended') {
        state.sessions.setState(row.sessionId, 'ended', Date.now(), 'stale');
      }
      const { recordingId, project, session } = manifest;
      log.info('a stale recording was finalised', { recordingId, folder });
      if (project === null || session === null) return;
      onFinalised({ recordingId, folder, projectId: project.id, sessionId: session.id }, final);
    } catch (thrown) {
      const { code, message } = toRecorderError(thrown);
      log.warn('a stale recording cannot be finalised', { folder, code, error: message });
    }
  }

  /** What `syncflow-recorder finalize` has finalised beside us goes up. */
  async #takeNote(): Promise<void> {
    const { state, isHandedOn, onFinalised } = this.#options;
    for (const { recordingId, folder, projectId, sessionId } of state.sessions.list({
      state: 'ended',
    })) {
      if (recordingId === null || folder === null || isHandedOn(recordingId)) continue;
      const manifest = await readManifest(folder).catch(() => null);
      if (manifest === null || manifest.status === 'recording') continue;
      onFinalised({ recordingId, folder, projectId, sessionId }, manifest);
    }
  }
}
