/** From a LiveKit server's list of rooms to the state file: each room is a session of its own. */
import type { LivekitRoom } from '../livekit/rooms.ts';
import type { SessionsTable } from '../state/sessions-table.ts';
import { fits, type NamePatterns } from './name-patterns.ts';

export interface RoomList {
  readonly projectId: string;
  readonly list: readonly LivekitRoom[];
  /** When the list was asked for, unix milliseconds. */
  readonly askedAt: number;
  readonly patterns: NamePatterns;
}

/**
 * What is there and fits becomes wanted, what is gone is over. A room is known by its SID: made again
 * under the same name it is another session. What a person stopped stays so.
 */
export function learnRooms(
  sessions: SessionsTable,
  { projectId, list, askedAt, patterns }: RoomList,
): void {
  const open = new Set(list.map(({ sid }) => sid));
  for (const { sid, name, startedAt } of list) {
    if (sessions.get(sid) === null && !fits(patterns, name)) continue;
    const row = sessions.notice(
      { sessionId: sid, projectId, roomName: name, name, source: 'api', startedAt },
      Date.now(),
    );
    // Its recording was given up after a crash, but it goes on: what follows is not missed.
    if (row.state === 'ended' && row.endReason === 'stale' && row.heldSince === null) {
      sessions.renew(sid, Date.now());
    }
  }
  for (const state of ['wanted', 'ghost'] as const) {
    for (const row of sessions.list({ projectId, state })) {
      // What was found after we asked may not be in the answer yet.
      if (open.has(row.sessionId) || row.firstSeenAt >= askedAt) continue;
      sessions.setState(row.sessionId, 'ended', Date.now(), 'room-closed');
    }
  }
}
