/**
 * A test session from its beginning to the bucket: made without device groups, so that no device is told
 * of it; recorded as every session is; ended, checked, uploaded, and cleaned up as far as that is safe.
 * Whatever fails or is cancelled on the way, the session is ended.
 */
import { RecorderError } from '../../shared/errors.ts';
import {
  roundTripParts,
  type RoundTripPart,
  type RoundTripView,
} from '../../shared/ipc/preflight.ts';
import type { SessionView, UploadView } from '../../shared/snapshot.ts';
import { preflightStrings } from '../../shared/strings/preflight.ts';
import type { RoundTripPort } from './round-trip-port.ts';
import { StepBoard } from './step-board.ts';
import { stored, whatIsLeft } from './what-is-left.ts';
import { refuseCancelled, waitUntil } from './wait-until.ts';

const texts = preflightStrings.roundTrip;
export const TEST_SESSION_NAME = texts.sessionName;

/** Joining takes a second or two; a slow way into the room up to half a minute. */
const RECORDING_LIMIT_MS = 60_000;
/**
 * For one message to arrive and be synced; then it is sent again. Seen once on a busy machine: the first
 * question did not arrive.
 */
const MESSAGE_LIMIT_MS = 5_000;
const MESSAGE_TRIES = 5;
const END_TRIES = 3;
const RECEIPT_LIMIT_MS = 90_000;
const UPLOAD_LIMIT_MS = 180_000;

export class RoundTrip {
  readonly #port: RoundTripPort;
  readonly #project: { readonly id: string; readonly name: string };
  readonly #board: StepBoard<RoundTripPart>;
  readonly #onChange: () => void;
  readonly #ending = new AbortController();
  readonly #startedAt = Date.now();
  #endedAt: number | null = null;
  #left: readonly string[] = [];
  #sessionId: string | null = null;
  /** Whether it is ended in SyncFlow. */
  #isSessionOver = false;
  /** Whether the local recording was deleted, after every destination had confirmed it. */
  #isDeleted = false;
  /** Resolves when it is over and its session is ended, whatever came of it. Never rejects. */
  readonly done: Promise<void>;

  /** Begins at once. @param onChange Its view is another one now. */
  constructor(
    port: RoundTripPort,
    project: { readonly id: string; readonly name: string },
    onChange: () => void,
  ) {
    this.#port = port;
    this.#project = project;
    this.#onChange = onChange;
    const heads = roundTripParts.map((part) => ({ id: part, part, project: null }));
    this.#board = new StepBoard(heads, onChange);
    this.done = this.#run();
  }

  get isRunning(): boolean {
    return this.#endedAt === null;
  }

  /** Ends the test session and leaves what there is; `done` says when. */
  cancel(): void {
    this.#ending.abort();
  }

  view(): RoundTripView {
    const { aborted } = this.#ending.signal;
    return {
      state: this.isRunning ? 'running' : aborted ? 'cancelled' : 'done',
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      project: this.#project,
      steps: this.#board.steps(),
      left: [...this.#left],
    };
  }

  async #run(): Promise<void> {
    const step = (part: RoundTripPart, work: () => Promise<string>): Promise<boolean> =>
      this.#board.perform(part, work);
    const wasSeen =
      (await step('session', () => this.#make())) &&
      (await step('recording', () => this.#awaitRecording())) &&
      (await step('message', () => this.#send()));
    const isOver = this.#sessionId !== null && (await step('end', () => this.#end()));
    if (wasSeen && isOver && !this.#ending.signal.aborted) {
      const isProven =
        (await step('receipt', () => this.#awaitReceipt())) &&
        (await step('upload', () => this.#awaitUpload()));
      if (isProven) await step('clean-up', () => this.#cleanUp());
    }
    this.#left = whatIsLeft({
      sessionName: TEST_SESSION_NAME,
      isSessionMade: this.#sessionId !== null,
      isSessionOver: this.#isSessionOver,
      isRecordingLocal: this.#recordingId !== null && !this.#isDeleted,
      uploads: this.#uploads(),
    });
    this.#endedAt = Date.now();
    this.#board.close();
    this.#onChange();
  }

  async #make(): Promise<string> {
    refuseCancelled(this.#ending.signal);
    const { sessionId } = await this.#port.createSession(this.#project.id, TEST_SESSION_NAME);
    this.#sessionId = sessionId;
    refuseCancelled(this.#ending.signal);
    return texts.started(TEST_SESSION_NAME, this.#project.name);
  }

  async #awaitRecording(): Promise<string> {
    await waitUntil(
      () => {
        const view = this.#view;
        return view.phase === 'recording' && view.counters !== null ? view : null;
      },
      RECORDING_LIMIT_MS,
      this.#ending.signal,
      () => late(this.#view, texts.notRecorded),
    );
    return texts.recorded;
  }

  async #send(): Promise<string> {
    const { signal } = this.#ending;
    const before = this.#view.counters?.journal.messages ?? 0;
    for (let attempt = 1; ; attempt += 1) {
      refuseCancelled(signal);
      await Promise.race([this.#port.sendMessage(this.#session), this.#cancelled]);
      try {
        const journal = await waitUntil(
          () => {
            const now = this.#view.counters?.journal;
            if (now === undefined || now.messages <= before) return null;
            return now.synced >= now.written ? now : null;
          },
          MESSAGE_LIMIT_MS,
          signal,
          () => late(this.#view, texts.notArrived),
        );
        return texts.arrived(journal.synced);
      } catch (thrown) {
        if (signal.aborted || attempt === MESSAGE_TRIES) throw thrown;
      }
    }
  }

  /** Also after a failure or a cancel, so never given up at once. */
  async #end(): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#port.endSession(this.#session);
        this.#isSessionOver = true;
        return texts.ended;
      } catch (thrown) {
        if (attempt === END_TRIES) throw thrown;
      }
    }
  }

  async #awaitReceipt(): Promise<string> {
    const manifest = await waitUntil(
      async () => {
        const { folder, phase } = this.#view;
        if (phase !== 'ended' || folder === null) return null;
        const read = await this.#port.readManifest(this.#port.pathOf(folder));
        return read.status === 'recording' ? null : read;
      },
      RECEIPT_LIMIT_MS,
      this.#ending.signal,
      () => late(this.#view, texts.notClosed),
    );
    const { status, counts } = manifest;
    if (status === 'damaged' || counts.messages === 0) {
      const what = status === 'damaged' ? texts.damaged : texts.empty;
      throw new RecorderError('recording-damaged', what);
    }
    return texts.whole(manifest.files.length, status === 'complete');
  }

  async #awaitUpload(): Promise<string> {
    const count = this.#port.destinationCount(this.#project.id);
    if (count === 0) return texts.uploadsOff;
    const recordingId = this.#recordingId;
    if (recordingId === null) throw new RecorderError('internal', texts.noRecording);
    this.#port.sendFirst(recordingId);
    await waitUntil(
      () => {
        if (this.#port.isPaused()) {
          throw new RecorderError('upload-cancelled', texts.uploadsPaused);
        }
        const rows = this.#uploads();
        const failed = rows.find(({ state }) => state === 'failed' || state === 'cancelled');
        if (failed !== undefined) throw uploadError(failed);
        const manifests = rows.filter(({ role }) => role === 'manifest');
        const all = manifests.length >= count && rows.every(({ state }) => state === 'verified');
        return all ? true : null;
      },
      UPLOAD_LIMIT_MS,
      this.#ending.signal,
      () => {
        const open = this.#uploads().find(({ state }) => state !== 'verified');
        return open === undefined
          ? new RecorderError('storage-timeout', texts.notHandedOver)
          : uploadError(open);
      },
    );
    return texts.uploaded(stored(this.#uploads()));
  }

  async #cleanUp(): Promise<string> {
    const recordingId = this.#recordingId;
    if (recordingId === null) throw new RecorderError('internal', texts.noRecording);
    const verdict = await this.#port.deleteLocal(recordingId);
    switch (verdict.do) {
      case 'delete':
        this.#isDeleted = true;
        return texts.cleanedUp;
      case 'wait':
        return texts.staysForNow;
      case 'keep':
        return texts.stays(verdict.why);
    }
  }

  /** Rejects when it is cancelled. */
  get #cancelled(): Promise<never> {
    const { signal } = this.#ending;
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new RecorderError('cancelled', texts.cancelled));
      });
    });
  }

  get #session(): string {
    if (this.#sessionId !== null) return this.#sessionId;
    throw new RecorderError('internal', texts.noSession);
  }

  get #view(): SessionView {
    const view = this.#port.sessionView(this.#session);
    if (view !== null) return view;
    throw new RecorderError('session-unknown', texts.unknownSession);
  }

  get #recordingId(): string | null {
    if (this.#sessionId === null) return null;
    return this.#port.sessionView(this.#sessionId)?.recordingId ?? null;
  }

  #uploads(): readonly UploadView[] {
    const recordingId = this.#recordingId;
    return recordingId === null ? [] : this.#port.uploads(recordingId);
  }
}

/** What the recorder itself says of the session, if it says something. */
function late(view: SessionView, what: string): RecorderError {
  const code = view.error?.code ?? 'livekit-link-failed';
  return new RecorderError(
    code,
    view.error === null ? what : texts.because(what, view.error.message),
  );
}

function uploadError({ errorCode, reason, file }: UploadView): RecorderError {
  return new RecorderError(errorCode ?? 'storage-timeout', texts.notUploaded(file, reason));
}
