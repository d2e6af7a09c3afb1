/**
 * Records one room into one lane of a recording, until it is told to stop or the room ends. Disposable: after
 * `done` make another. The capture child does the work; a child that dies is survived here, by
 * recovering the journal and starting the room again in the next child.
 */
import { Backoff } from '../../shared/backoff.ts';
import type {
  Route,
  RoomCounters,
  SessionFacts,
  StartRoom,
} from '../../shared/capture-protocol.ts';
import { errorFromWire, toRecorderError, viewOfError } from '../../shared/errors.ts';
import type { ErrorView, RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { GapRecord, LaneName } from '../../shared/records.ts';
import type { SessionPhase } from '../../shared/snapshot.ts';
import { lanePath, makeLaneFolder } from '../recording/lanes/lane-folder.ts';
import type { RecordingWorker } from '../recording/worker-client.ts';
import type { CaptureSupervisor, RoomHandlers } from './capture-supervisor.ts';
import type { GrantSource } from './grants.ts';
import type { Recorder, RoomOutcome } from './recorder.ts';

export interface RoomRecorderOptions {
  readonly recordingId: string;
  /** Of the recording, also for lane b. */
  readonly folder: string;
  readonly lane: LaneName;
  /** The ways into the room, in the order in which they are tried; null: as configured. */
  readonly routes: readonly Route[] | null;
  readonly roomName: string;
  readonly session: SessionFacts | null;
  readonly plainHosts: readonly string[];
  /** The rule for counters in payloads; null: none. */
  readonly counter: string | null;
  readonly grants: GrantSource;
  readonly capture: CaptureSupervisor;
  readonly worker: RecordingWorker;
  readonly log: Log;
  readonly onChange: () => void;
  /** @param file relative to the recording's folder */
  readonly onSegmentClosed: (file: string, size: number) => void;
  /**
   * Called once: the journal is closed and synced.
   * @param undeclared Gaps that it could not declare, because the disk refused to the end.
   */
  readonly onDone: (outcome: RoomOutcome, undeclared: readonly GapRecord[]) => void;
}

export class RoomRecorder implements Recorder {
  /** Only two lanes have something to warn of. */
  readonly warning = null;
  readonly #options: RoomRecorderOptions;
  readonly #backoff = new Backoff({ initialMs: 200, maxMs: 5000 });
  #phase: SessionPhase = 'waiting';
  #since = Date.now();
  #error: ErrorView | null = null;
  #counters: RoomCounters | null = null;
  #outcome: RoomOutcome | null = null;
  #stopping: { sessionStopped: string | null } | null = null;
  #inChild = false;
  /** When it was in the room for the first time, wall clock; null before. */
  #recordedFrom: number | null = null;
  readonly #undeclared: GapRecord[] = [];
  #done = false;

  constructor(options: RoomRecorderOptions) {
    this.#options = options;
    void this.#start();
  }

  /** Never `recording` while the disk refuses: the light is red only while bytes reach it. */
  get phase(): SessionPhase {
    return this.#phase === 'recording' && this.#diskError() !== null ? 'interrupted' : this.#phase;
  }

  get since(): number {
    return this.#since;
  }

  get lane(): LaneName {
    return this.#options.lane;
  }

  get error(): ErrorView | null {
    return this.#error ?? this.#diskError();
  }

  get counters(): RoomCounters | null {
    return this.#counters;
  }

  get done(): boolean {
    return this.#done;
  }

  /**
   * Drains and closes; `onDone` follows.
   * @param sessionStopped The session that is over, for the journal's last record; or null.
   */
  stop(sessionStopped: string | null): void {
    if (this.#stopping !== null) return;
    this.#stopping = { sessionStopped };
    this.#enter('closing');
    if (this.#inChild) this.#options.capture.stopRoom(this.#options.recordingId, sessionStopped);
  }

  async #start(): Promise<void> {
    const { recordingId, lane, routes, roomName, session, plainHosts } = this.#options;
    const { capture, worker, counter } = this.#options;
    for (;;) {
      if (this.#stopRequest() !== null) {
        this.#finish({ outcome: 'stopped' });
        return;
      }
      try {
        const folder = await makeLaneFolder(this.#options.folder, lane);
        const { position, resume } = await worker.recover(folder);
        await capture.startRoom(
          {
            recordingId,
            folder,
            lane,
            ...(routes === null ? {} : { routes: [...routes] }),
            roomName,
            session,
            position,
            resume:
              resume === null ? this.#unwritten() : { ...resume, senders: [...resume.senders] },
            plainHosts: [...plainHosts],
            ...(counter === null ? {} : { counter }),
          },
          this.#handlers(),
        );
        this.#inChild = true;
        const stop = this.#stopRequest();
        if (stop !== null) capture.stopRoom(recordingId, stop.sessionStopped);
        return;
      } catch (thrown) {
        this.#trouble(toRecorderError(thrown));
        await new Promise((resolve) => setTimeout(resolve, this.#backoff.next()));
      }
    }
  }

  #handlers(): RoomHandlers {
    return {
      requestGrant: () => this.#options.grants.next(),
      onState: (state) => {
        switch (state.state) {
          case 'connecting':
            this.#error = state.error === null ? null : viewOfError(errorFromWire(state.error));
            this.#enter(this.#counters?.journal.written ? 'interrupted' : 'connecting');
            return;
          case 'checking':
            this.#enter('checking');
            return;
          case 'recording':
            this.#error = null;
            this.#backoff.reset();
            this.#recordedFrom ??= Date.now();
            this.#enter('recording');
            return;
          case 'ghost':
            this.#outcome = { outcome: 'ghost', foundSessionId: state.foundSessionId };
            this.#closeAfterEnd();
            return;
          case 'ended':
            this.#outcome = { outcome: 'ended', reason: state.reason };
            this.#closeAfterEnd();
            return;
          case 'stopped':
            return;
        }
      },
      onCounters: (counters) => {
        this.#counters = counters;
        this.#options.onChange();
      },
      onSegmentClosed: (file, size) => {
        this.#options.onSegmentClosed(lanePath(this.#options.lane, file), size);
      },
      onClosed: (error, gap) => {
        this.#inChild = false;
        if (gap !== null) this.#undeclared.push(gap);
        if (error === null || this.#stopping !== null || this.#outcome !== null) {
          this.#finish(this.#outcome ?? { outcome: 'stopped' });
        } else this.#again(error);
      },
      onDied: (error) => {
        this.#inChild = false;
        this.#again(error);
      },
    };
  }

  /** A child that died before it wrote anything leaves nothing to resume from, but time that is missing. */
  #unwritten(): StartRoom['resume'] {
    if (this.#recordedFrom === null) return null;
    return { lastArrival: `${this.#recordedFrom}000000`, lastLink: 0, senders: [] };
  }

  /** The room is over on the server's side: the journal only has to be closed. */
  #closeAfterEnd(): void {
    this.#enter('closing');
    this.#options.capture.stopRoom(
      this.#options.recordingId,
      this.#stopping?.sessionStopped ?? null,
    );
  }

  #again(error: RecorderError): void {
    if (this.#outcome !== null || this.#stopping !== null) {
      this.#finish(this.#outcome ?? { outcome: 'stopped' });
      return;
    }
    this.#trouble(error);
    void this.#start();
  }

  #trouble(error: RecorderError): void {
    this.#error = viewOfError(error);
    const { recordingId, lane, session, log } = this.#options;
    log.warn('the room is not being recorded', {
      recordingId,
      lane,
      sessionId: session?.id,
      code: error.code,
      error: error.message,
    });
    if (this.#stopping === null) this.#enter('interrupted');
  }

  #finish(outcome: RoomOutcome): void {
    if (this.#done) return;
    this.#done = true;
    this.#options.onDone(outcome, this.#undeclared);
    this.#options.onChange();
  }

  #enter(phase: SessionPhase): void {
    if (this.#stopping !== null && phase !== 'closing') return;
    if (this.#phase !== phase) this.#since = Date.now();
    this.#phase = phase;
    this.#options.onChange();
  }

  #diskError(): ErrorView | null {
    const error = this.#counters?.journal.error ?? null;
    return error === null ? null : viewOfError(errorFromWire(error));
  }

  /** Through a method, because stop() may have been called while #start waited. */
  #stopRequest(): { sessionStopped: string | null } | null {
    return this.#stopping;
  }
}
