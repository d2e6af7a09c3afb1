/** The announcement of a session, in both forms (syncflow-contract.md). */
import { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';

/** Far above any announcement; what is larger is not one. */
export const MAX_ANNOUNCEMENT_BYTES = 64 * 1024;

const currentForm = z.looseObject({ sessionId: z.uuid(), sessionName: z.string().min(1) });
const olderForm = z.looseObject({
  session_id: z.uuid(),
  session_name: z.string().min(1),
  session_join_token: z.string().optional(),
});

export interface Announcement {
  readonly sessionId: string;
  /** The LiveKit room's name, whatever the member is called. */
  readonly roomName: string;
  /** Only in the older form: a secret, kept in memory only. */
  readonly joinToken: string | null;
}

/** Throws `announcement-malformed`, saying why. */
export function parseAnnouncement(content: Buffer): Announcement {
  if (content.length > MAX_ANNOUNCEMENT_BYTES) {
    throw malformed(`it has ${content.length} bytes`);
  }
  let json: unknown;
  try {
    // Fatal: with replaced bytes it would name another room.
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch {
    throw malformed('it is not JSON in UTF-8');
  }
  const current = currentForm.safeParse(json);
  if (current.success) {
    const { sessionId, sessionName } = current.data;
    return { sessionId, roomName: sessionName, joinToken: null };
  }
  const older = olderForm.safeParse(json);
  if (older.success) {
    const { session_id, session_name, session_join_token } = older.data;
    return {
      sessionId: session_id,
      roomName: session_name,
      joinToken:
        session_join_token === undefined || session_join_token === '' ? null : session_join_token,
    };
  }
  throw malformed('it names no session');
}

/** The device group of an announcement: what follows the project's id in its routing key. */
export function announcedGroup(routingKey: string): string | null {
  const dot = routingKey.indexOf('.');
  return dot === -1 || dot === routingKey.length - 1 ? null : routingKey.slice(dot + 1);
}

function malformed(why: string): RecorderError {
  return new RecorderError('announcement-malformed', `an announcement cannot be read: ${why}`);
}
