/**
 * One session being recorded, from first attempt to finalised: a sequence of room recorders into one
 * recording. Decides nothing about *whether* to record: the supervisor does.
 */
import { existsSync } from 'node:fs';
import { toRecorderError, viewOfError, type ErrorView } from '../../shared/errors.ts';
import type { GapRecord } from '../../shared/records.ts';
import type { SessionPhase, SessionView } from '../../shared/snapshot.ts';
import { refuseWhenShort } from '../disk.ts';
import { createRecording, removeIfEmpty } from '../recording/folders.ts';
import { readManifest, type EndReason, type Manifest } from '../recording/manifest.ts';
import { noteVideoRecordings } from '../recording/video-recordings.ts';
import type { SessionRow } from '../state/sessions-table.ts';
import type { GrantSource } from './grants.ts';
import type { ProjectContext } from './project-context.ts';
import { recordRoom } from './lanes-recorder.ts';
import type { Recorder, RoomOutcome } from './recorder.ts';
import type { SessionRecordingOptions } from './session-recording-options.ts';

/** How long a recording's end waits for what SyncFlow knows of its own recordings. */
const VIDEO_LIMIT_MS = 5000;

export class SessionRecording {
  readonly sessionId: string;
  readonly projectId: string;
  readonly #options: SessionRecordingOptions;
  readonly #project: ProjectContext;
  #row: SessionRow;
  #recorder: Recorder | null = null;
  #grants: GrantSource | null = null;
  #phase: SessionPhase = 'waiting';
  #since = Date.now();
  #error: ErrorView | null = null;
  #outcome: RoomOutcome | null = null;
  #outcomeAt = 0;
  #busy = false;
  #noting: Promise<void> = Promise.resolve();
  readonly #undeclared: GapRecord[] = [];

  constructor(row: SessionRow, project: ProjectContext, options: SessionRecordingOptions) {
    this.#row = row;
    this.sessionId = row.sessionId;
    this.projectId = row.projectId;
    this.#project = project;
    this.#options = options;
  }

  /** How the last room recorder ended, and when; null while one is at work or before the first. */
  get ended(): { readonly outcome: RoomOutcome; readonly at: number } | null {
    return this.#outcome === null ? null : { outcome: this.#outcome, at: this.#outcomeAt };
  }

  /** Whether something is at work that `begin` or `finalise` must not disturb. */
  get busy(): boolean {
    return this.#busy || this.#recorder !== null;
  }

  get folder(): string | null {
    return this.#row.folder;
  }

  view(): SessionView {
    const recorder = this.#recorder;
    return {
      sessionId: this.sessionId,
      projectId: this.projectId,
      name: this.#row.name === '' ? this.#row.roomName : this.#row.name,
      roomName: this.#row.roomName,
      phase: recorder?.phase ?? this.#phase,
      since: recorder?.since ?? this.#since,
      recordingId: this.#row.recordingId,
      folder: this.#row.folder,
      counters: recorder?.counters ?? null,
      error: recorder?.error ?? this.#error,
      warning: recorder?.warning ?? null,
      lane: recorder?.lane ?? 'a',
    };
  }

  /** Makes the recording if there is none, and puts a room recorder on it. */
  async begin(): Promise<void> {
    if (this.busy) return;
    this.#busy = true;
    try {
      const place = await this.#place();
      this.#outcome = null;
      this.#error = null;
      this.#recorder = this.#record(place);
    } catch (thrown) {
      this.fail(thrown);
      throw thrown;
    } finally {
      this.#busy = false;
      this.#options.onChange();
    }
  }

  /** Stops the room recorder; `ended` says when it is done. */
  stop(sessionStopped: boolean): void {
    this.#recorder?.stop(sessionStopped ? this.sessionId : null);
  }

  /** A person stopped it; it can be taken up again as long as the session runs. */
  rest(): void {
    this.#error = null;
    this.#enter('stopped');
  }

  /** Shows an error that kept the session from being recorded. */
  fail(thrown: unknown): void {
    this.#error = viewOfError(thrown);
    this.#options.log.warn('the session cannot be recorded yet', {
      sessionId: this.sessionId,
      code: this.#error.code,
      error: this.#error.message,
    });
  }

  /** Whether the recording was finalised, here or by the command. */
  async isFinal(): Promise<boolean> {
    const { folder } = this.#row;
    if (this.busy || folder === null || !existsSync(folder)) return false;
    return (await readManifest(folder)).status !== 'recording';
  }

  /** The session is over; its recording waits for the command that finalises it. */
  leaveOpen(): void {
    this.#enter('ended');
  }

  /** Reads, hashes and closes the recording. Null when nothing was ever begun. */
  async finalise(endReason: EndReason): Promise<Manifest | null> {
    const { folder } = this.#row;
    if (this.busy || folder === null || !existsSync(folder)) return null;
    this.#busy = true;
    this.#enter('finalising');
    try {
      await this.noteVideo(VIDEO_LIMIT_MS);
      const manifest = await this.#options.worker.finalise(folder, endReason, new Date(), {
        // A journal that could not be written to the end says nothing of it either.
        recordedToEnd: this.#undeclared.length > 0,
        undeclared: this.#undeclared,
      });
      this.#enter('ended');
      return manifest;
    } catch (thrown) {
      this.#error = viewOfError(toRecorderError(thrown));
      throw thrown;
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Asks what SyncFlow itself records of the session and keeps it in the manifest. Never rejects.
   * @param limitMs So long the caller waits; an answer that comes later is left out.
   */
  noteVideo(limitMs: number): Promise<void> {
    const note = async (): Promise<void> => {
      const { folder } = this.#row;
      if (folder === null || !existsSync(folder)) return;
      const late = new Promise<null>((resolve) => setTimeout(resolve, limitMs, null).unref());
      const seen = await Promise.race([this.#project.videoRecordings(this.sessionId), late]);
      if (seen !== null) await noteVideoRecordings(folder, seen);
    };
    // One after the other: each reads the manifest and writes it again.
    this.#noting = this.#noting.then(note).catch((thrown: unknown) => {
      this.#options.log.warn('the times of video recordings could not be kept', {
        sessionId: this.sessionId,
        error: toRecorderError(thrown).message,
      });
    });
    return this.#noting;
  }

  /**
   * The room was not this session's: what was made for it goes, unless something was recorded.
   * @returns Whether nothing of it is left.
   */
  async dropIfEmpty(): Promise<boolean> {
    const { folder } = this.#row;
    const isEmpty = folder === null || !existsSync(folder) || (await removeIfEmpty(folder));
    if (isEmpty) this.#enter('ghost');
    return isEmpty;
  }

  async #place(): Promise<{ recordingId: string; folder: string }> {
    this.#row = this.#options.state.sessions.get(this.sessionId) ?? this.#row;
    const { recordingId, folder } = this.#row;
    if (recordingId !== null && folder !== null && existsSync(folder)) {
      return { recordingId, folder };
    }
    const { dataFolder, software, state, bytesToBegin } = this.#options;
    await refuseWhenShort(dataFolder, bytesToBegin);
    const { name, livekitUrl } = await this.#project.facts();
    const place = await createRecording({
      dataFolder,
      software,
      project: { id: this.projectId, name },
      session: {
        id: this.sessionId,
        name: this.#row.name,
        startedAt: this.#row.startedAt,
        comments: '',
      },
      roomName: this.#row.roomName,
      livekitUrl,
      startedAt: new Date(),
      cannotSee: this.#project.cannotSee,
    });
    this.#row = state.sessions.attachRecording(this.sessionId, place, Date.now());
    return place;
  }

  #record(place: { recordingId: string; folder: string }): Recorder {
    const { captures, worker, log, plainHosts, onChange, onSegmentClosed } = this.#options;
    this.#grants ??= this.#project.grants(this.sessionId, this.#row.roomName);
    return recordRoom({
      ...place,
      roomName: this.#row.roomName,
      session: {
        id: this.sessionId,
        name: this.#row.name,
        startedAt: this.#row.startedAt,
        comments: '',
        knownBy: this.#project.knownBy,
      },
      plainHosts,
      grants: this.#grants,
      redundant: this.#project.redundant,
      counter: this.#project.counter,
      captures,
      worker,
      log,
      onChange,
      onSegmentClosed: (file, size) => {
        onSegmentClosed(
          { ...place, projectId: this.projectId, sessionId: this.sessionId },
          file,
          size,
        );
      },
      onDone: (outcome, undeclared) => {
        this.#outcome = outcome;
        this.#undeclared.push(...undeclared);
        this.#outcomeAt = Date.now();
        this.#recorder = null;
        this.#grants?.close();
        this.#grants = null;
        this.#enter(outcome.outcome === 'ghost' ? 'ghost' : 'interrupted');
        this.#options.onEnded();
      },
    });
  }

  #enter(phase: SessionPhase): void {
    if (this.#phase === phase) return;
    this.#since = Date.now();
    this.#phase = phase;
    this.#options.onChange();
  }
}
