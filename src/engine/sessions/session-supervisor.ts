/**
 * Level-triggered: compares the sessions that should be recorded now (the state file) with what is
 * being recorded, and makes it so. Announcements, API answers and timers only change the state file
 * and call `reconcile`; lost, repeated and reordered ones need no special case.
 */
import { Backoff } from '../../shared/backoff.ts';
import type { SessionView } from '../../shared/snapshot.ts';
import { endReasonSchema, type EndReason, type Manifest } from '../recording/manifest.ts';
import type { SessionRow } from '../state/sessions-table.ts';
import type { ProjectContext } from './project-context.ts';
import { SessionRecording } from './session-recording.ts';
import type { RecordingRef, SessionRecordingOptions } from './session-recording-options.ts';

export interface SessionSupervisorOptions extends Omit<SessionRecordingOptions, 'onEnded'> {
  readonly projects: ReadonlyMap<string, ProjectContext>;
  readonly roomAwayMs: number;
  /** False: recordings whose session is over stay open until the command finalises them. */
  readonly autoFinalise: boolean;
  /** A recording is final and on disk. */
  readonly onFinalised: (recording: RecordingRef, manifest: Manifest) => void;
}

interface Tracked {
  readonly recording: SessionRecording;
  /** Unix ms. */
  readonly since: number;
  readonly backoff: Backoff;
  notBefore: number;
  working: boolean;
}

/** How often the state is compared although nothing called for it. */
const TICK_MS = 1000;
const VIDEO_LIMIT_MS = 5000;
/** How many ended sessions the snapshot keeps. */
const ENDED_KEPT = 50;

export class SessionSupervisor {
  readonly #options: SessionSupervisorOptions;
  readonly #tracked = new Map<string, Tracked>();
  readonly #ended: SessionView[] = [];
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(options: SessionSupervisorOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.reconcile();
    }, TICK_MS);
    this.reconcile();
  }

  /** Closes all journals and leaves the recordings open, to be resumed by the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const { recording } of this.#tracked.values()) recording.stop(false);
    while ([...this.#tracked.values()].some(({ recording }) => recording.busy)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  views(): SessionView[] {
    return [
      ...[...this.#tracked.values()].map(({ recording }) => recording.view()),
      ...this.#ended,
    ];
  }

  /** One comparison of wanted and actual. Cheap, idempotent, callable at any time. */
  reconcile(): void {
    if (this.#stopping) return;
    const { sessions } = this.#options.state;
    for (const row of sessions.list({ state: 'wanted' })) this.#track(row);
    for (const [sessionId, tracked] of this.#tracked) {
      const row = sessions.get(sessionId);
      if (row === null) continue;
      void this.#step(row, tracked);
    }
  }

  /** SyncFlow's own recordings of this session have begun or ended. */
  noteVideo(sessionId: string): void {
    void this.#tracked.get(sessionId)?.recording.noteVideo(VIDEO_LIMIT_MS);
  }

  /** Takes up recordings that an earlier run left open, whatever became of their sessions. */
  adopt(row: SessionRow): void {
    this.#track(row);
  }

  #track(row: SessionRow): void {
    if (this.#tracked.has(row.sessionId)) return;
    const project = this.#options.projects.get(row.projectId);
    if (project === undefined) return;
    const recording = new SessionRecording(row, project, {
      ...this.#options,
      onEnded: () => {
        this.reconcile();
      },
    });
    const backoff = new Backoff({ initialMs: 500, maxMs: 15_000 });
    const tracked = { recording, since: Date.now(), backoff, notBefore: 0, working: false };
    this.#tracked.set(row.sessionId, tracked);
  }

  async #step(row: SessionRow, tracked: Tracked): Promise<void> {
    const { recording } = tracked;
    const wanted = row.state === 'wanted' && row.heldSince === null;
    if (!wanted && recording.busy) recording.stop(row.endReason === 'session-stopped');
    if (tracked.working || recording.busy || Date.now() < tracked.notBefore) return;
    tracked.working = true;
    try {
      await this.#advance(row, tracked);
      tracked.backoff.reset();
    } catch (thrown) {
      recording.fail(thrown);
      tracked.notBefore = Date.now() + tracked.backoff.next();
    } finally {
      tracked.working = false;
    }
  }

  async #advance(row: SessionRow, { recording, since }: Tracked): Promise<void> {
    if (row.state === 'ended') {
      await this.#finalise(row, recording);
      return;
    }
    if (row.state === 'ghost') {
      await recording.dropIfEmpty();
      this.#forget(recording);
      return;
    }
    if (row.heldSince !== null) {
      recording.rest();
      return;
    }
    const { ended } = recording;
    if (ended?.outcome.outcome === 'ghost') {
      // What was recorded before the room became another session's is a recording, and it is over.
      const isEmpty = await recording.dropIfEmpty();
      if (isEmpty) this.#setState(row, 'ghost', null);
      else this.#setState(row, 'ended', 'room-closed');
      return;
    }
    await this.#judge(row, recording, since);
  }

  /** A wanted session that nothing records: asks SyncFlow how it stands, and acts on the answer. */
  async #judge(row: SessionRow, recording: SessionRecording, since: number): Promise<void> {
    const { ended } = recording;
    const project = this.#options.projects.get(row.projectId);
    if (project === undefined) return;
    if (ended?.outcome.outcome === 'ended' && ended.outcome.reason === 'removed') {
      // Somebody threw the recorder out: not to be undone by a machine. The session's end closes it.
      if ((await project.standing(row.sessionId)) === 'started') return;
    }
    const standing = await project.standing(row.sessionId);
    switch (standing) {
      case 'stopped':
        this.#setState(row, 'ended', 'session-stopped');
        return;
      case 'closed':
        this.#setState(row, 'ended', closedReason(ended));
        return;
      case 'ghost':
        this.#roomAway(row, ended, since);
        return;
      case 'started':
        // Right after a room was deleted the session may still look Started for a moment.
        if (ended !== null && Date.now() - ended.at < 1500) return;
        await recording.begin();
        return;
    }
  }

  /**
   * Started, but there is no room. A session that was being recorded gets time to come back, also when
   * this recorder has only just started: the computer of both may have been switched off and on.
   */
  #roomAway(row: SessionRow, ended: SessionRecording['ended'], trackedSince: number): void {
    if (row.recordingId === null) {
      this.#setState(row, 'ghost', null);
      return;
    }
    const since = ended?.at ?? trackedSince;
    if (Date.now() - since < this.#options.roomAwayMs) return;
    this.#setState(row, 'ended', closedReason(ended));
  }

  async #finalise(row: SessionRow, recording: SessionRecording): Promise<void> {
    if (!this.#options.autoFinalise && !(await recording.isFinal())) {
      recording.leaveOpen();
      this.#forget(recording);
      return;
    }
    const known = endReasonSchema.safeParse(row.endReason);
    const endReason = known.success ? known.data : 'stale';
    const manifest = await recording.finalise(
      row.heldSince === null ? endReason : 'stopped-by-hand',
    );
    // As the row was: meanwhile the session may be wanted again, with another recording.
    const { recordingId, folder, projectId, sessionId } = row;
    if (manifest !== null && recordingId !== null && folder !== null) {
      this.#options.onFinalised({ recordingId, folder, projectId, sessionId }, manifest);
    }
    this.#forget(recording);
  }

  #forget(recording: SessionRecording): void {
    this.#tracked.delete(recording.sessionId);
    this.#ended.unshift(recording.view());
    this.#ended.length = Math.min(this.#ended.length, ENDED_KEPT);
    this.#options.onChange();
  }

  #setState(row: SessionRow, state: 'ghost' | 'ended', reason: EndReason | null): void {
    this.#options.log.info(state === 'ghost' ? 'the session is a ghost' : 'the session is over', {
      sessionId: row.sessionId,
      reason,
    });
    this.#options.state.sessions.setState(row.sessionId, state, Date.now(), reason);
    setImmediate(() => {
      this.reconcile();
    });
  }
}

function closedReason(ended: SessionRecording['ended']): EndReason {
  const { outcome } = ended ?? {};
  return outcome?.outcome === 'ended' && outcome.reason === 'room-deleted'
    ? 'room-deleted'
    : 'room-closed';
}
