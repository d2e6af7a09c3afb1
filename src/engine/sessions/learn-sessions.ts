/** From SyncFlow's list of sessions to the state file. */
import type { SessionRow, SessionsTable } from '../state/sessions-table.ts';
import type { SyncflowSession } from '../syncflow/schemas.ts';
import { isOurs, type SessionChoice } from './session-choice.ts';

export interface SessionList {
  readonly projectId: string;
  readonly list: readonly SyncflowSession[];
  /** When the list was asked for, unix milliseconds. */
  readonly askedAt: number;
  readonly choice: SessionChoice;
}

/** A ghost is looked at again this often: its room may be made after all. */
const GHOST_RECHECK_MS = 5 * 60_000;

/** What SyncFlow says of one session; see SessionsTable.notice. */
export function noticeSession(
  sessions: SessionsTable,
  projectId: string,
  { id, livekitRoomName, name, startedAt }: SyncflowSession,
): SessionRow {
  return sessions.notice(
    { sessionId: id, projectId, roomName: livekitRoomName, name, source: 'api', startedAt },
    Date.now(),
  );
}

/** What is Started becomes wanted, what is not any more is over; what a person stopped stays so. */
export function learnSessions(
  sessions: SessionsTable,
  { projectId, list, askedAt, choice }: SessionList,
): void {
  const started = new Map(
    list.filter(({ status }) => status === 'Started').map((session) => [session.id, session]),
  );
  for (const session of started.values()) {
    const { id, livekitRoomName, name } = session;
    const known = sessions.get(id) !== null;
    if (!known && !isOurs(choice, name === '' ? livekitRoomName : name, known)) continue;
    const row = noticeSession(sessions, projectId, session);
    // Its recording was given up after a crash, but it goes on: what follows is not missed.
    if (row.state === 'ended' && row.endReason === 'stale' && row.heldSince === null) {
      sessions.renew(id, Date.now());
    }
  }
  for (const row of sessions.list({ projectId, state: 'wanted' })) {
    // What was announced after we asked may not be in the answer yet.
    if (started.has(row.sessionId) || row.firstSeenAt >= askedAt) continue;
    sessions.setState(row.sessionId, 'ended', Date.now(), 'session-stopped');
  }
  for (const row of sessions.list({ projectId, state: 'ghost' })) {
    if (!started.has(row.sessionId)) {
      sessions.setState(row.sessionId, 'ended', Date.now(), 'session-stopped');
      continue;
    }
    const sameRoom = [...started.values()].filter(
      (session) => session.livekitRoomName === row.roomName,
    );
    if (sameRoom.length === 1 && Date.now() - row.updatedAt > GHOST_RECHECK_MS) {
      sessions.setState(row.sessionId, 'wanted', Date.now());
    }
  }
}
