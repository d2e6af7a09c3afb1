/** What a ping needs of SyncFlow. */
import { RecorderError } from '../../shared/errors.ts';
import type { SyncflowClient } from '../syncflow/client.ts';

/** Joining the room of a ghost would make a new, empty one (syncflow-contract.md). */
export async function refuseWithoutRoom(
  client: Pick<SyncflowClient, 'session'>,
  sessionId: string,
): Promise<{ readonly roomName: string }> {
  const found = await client.session(sessionId);
  if (found.ghost) {
    throw new RecorderError('session-ghost', 'The room of this session is gone.', { sessionId });
  }
  if (found.session.status === 'Stopped') {
    throw new RecorderError('session-over', 'This session is over.', { sessionId });
  }
  return { roomName: found.session.livekitRoomName };
}

/** A token to join visibly and send data. */
export async function pingToken(
  client: Pick<SyncflowClient, 'token'>,
  sessionId: string,
  roomName: string,
  identity: string,
): Promise<{ readonly url: string; readonly token: string }> {
  const answer = await client.token({ sessionId, roomName, identity, purpose: 'ping' });
  return { url: answer.livekitServerUrl, token: answer.token };
}
