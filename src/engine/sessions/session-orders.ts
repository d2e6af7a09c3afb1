/**
 * What a person, the control socket or a remote control orders for single sessions. An order only
 * changes the state file; the supervisor makes it so, after a crash as well.
 */
import { RecorderError } from '../../shared/errors.ts';
import type { SessionRow, SessionsTable } from '../state/sessions-table.ts';

export class SessionOrders {
  readonly #sessions: SessionsTable;
  readonly #onChange: () => void;

  /** @param onChange The supervisor should compare now. */
  constructor(sessions: SessionsTable, onChange: () => void) {
    this.#sessions = sessions;
    this.#onChange = onChange;
  }

  /**
   * Stops recording a session: its journal is closed, and nothing but `start` takes it up again.
   * SyncFlow's session goes on; when that ends, the recording is finalised.
   * @throws RecorderError `session-unknown`, `session-over`
   */
  stop(sessionId: string): void {
    const row = this.#running(sessionId);
    if (row.heldSince !== null) return;
    this.#sessions.hold(sessionId, Date.now(), Date.now());
    this.#onChange();
  }

  /**
   * Records a session that was stopped by hand, or left alone as a ghost, in its one recording.
   * @throws RecorderError `session-unknown`, `session-over`
   */
  start(sessionId: string): void {
    const row = this.#running(sessionId);
    this.#sessions.hold(sessionId, null, Date.now());
    if (row.state === 'ghost') this.#sessions.setState(sessionId, 'wanted', Date.now());
    this.#onChange();
  }

  /**
   * Ends the recording of a session for good, although the session may go on.
   * @throws RecorderError `session-unknown`
   */
  finalise(sessionId: string): void {
    if (this.#known(sessionId).state === 'ended') return;
    this.#sessions.setState(sessionId, 'ended', Date.now(), 'stopped-by-hand');
    this.#onChange();
  }

  /** The sessions that could be recorded now, those stopped by hand among them. */
  running(): readonly SessionRow[] {
    return this.#sessions.list({ state: 'wanted' });
  }

  /** @throws RecorderError `session-unknown` */
  get(sessionId: string): SessionRow {
    return this.#known(sessionId);
  }

  #running(sessionId: string): SessionRow {
    const row = this.#known(sessionId);
    if (row.state !== 'ended') return row;
    throw new RecorderError('session-over', `The session in room ${row.roomName} is over.`, {
      sessionId,
    });
  }

  #known(sessionId: string): SessionRow {
    const row = this.#sessions.get(sessionId);
    if (row !== null) return row;
    throw new RecorderError('session-unknown', `No session with the id ${sessionId} is known.`, {
      sessionId,
    });
  }
}
