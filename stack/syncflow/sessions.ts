/** Reading and ending sessions. Each function is one call of the API; errors are what it answers. */
import type { Backend } from './backend.ts';
import { ApiError } from './errors.ts';
import type { JsonValue } from './json-text.ts';
import { participantJson } from './participant-json.ts';
import {
  isPerson,
  keptParticipantJson,
  keptRecordingJson,
  liveParticipantJson,
  liveRecordingJson,
  sessionJson,
} from './session-json.ts';
import type { Project, Session } from './store.ts';
import { uuidOrNull } from './uuid.ts';

/** In no order that a client could rely on. */
export async function listSessions(backend: Backend, project: Project): Promise<JsonValue> {
  const answers: JsonValue[] = [];
  for (const session of backend.store.sessionsOf(project.id)) {
    const counts = await countsOf(backend, session);
    answers.splice(Math.floor(Math.random() * (answers.length + 1)), 0, counts);
  }
  return answers;
}

async function countsOf(backend: Backend, session: Session): Promise<JsonValue> {
  const { participants, recordings } =
    session.status === 'Started' ? await activity(backend, session) : session.kept;
  return sessionJson(session, backend.now(), {
    numParticipants: participants.length,
    numRecordings: recordings.length,
  });
}

export async function summarize(backend: Backend, project: Project): Promise<JsonValue> {
  const sessions = backend.store.sessionsOf(project.id);
  const started = sessions.filter(({ status }) => status === 'Started');
  let numParticipants = 0;
  let numRecordings = 0;
  for (const session of started) {
    const { participants, recordings } = await activity(backend, session);
    numParticipants += participants.length;
    numRecordings += recordings.length;
  }
  return {
    numSessions: sessions.length,
    numActiveSessions: started.length,
    numParticipants,
    numRecordings,
  };
}

/** What LiveKit says about the room of a Started session. */
async function activity(
  backend: Backend,
  session: Session,
): Promise<{
  readonly participants: Awaited<ReturnType<Backend['rooms']['participants']>>;
  readonly recordings: Session['recordings'];
}> {
  const participants = await backend.rooms.participants(session.name);
  if (backend.faults.askForEgress) await backend.rooms.askForEgress(session.name);
  return { participants, recordings: session.recordings };
}

export async function getSession(
  backend: Backend,
  project: Project,
  sessionId: string,
): Promise<JsonValue> {
  const session = findSession(backend, project, sessionId);
  return session.status === 'Started'
    ? startedSession(backend, session)
    : stoppedSession(backend, session, project);
}

async function startedSession(backend: Backend, session: Session): Promise<JsonValue> {
  const room = await backend.rooms.find(session.name);
  if (room === undefined) throw new ApiError(400, 'Room not found');
  const { participants, recordings } = await activity(backend, session);
  return sessionJson(session, backend.now(), {
    participants: participants
      .filter(isPerson)
      .map((person) => liveParticipantJson(person, room.sid)),
    recordings: recordings.map((recording) => liveRecordingJson(recording, session, room.sid)),
  });
}

/** Needs a second database connection while it holds the call's own. */
async function stoppedSession(
  backend: Backend,
  session: Session,
  project: Project,
): Promise<JsonValue> {
  const release = await backend.pool.acquire();
  release();
  const { participants, recordings } = session.kept;
  return sessionJson(session, backend.now(), {
    participants: participants.map((person) => keptParticipantJson(person, session, project)),
    recordings: recordings.map((recording) => keptRecordingJson(recording, session)),
  });
}

export async function listParticipants(
  backend: Backend,
  project: Project,
  sessionId: string,
): Promise<JsonValue> {
  const session = findStarted(backend, project, sessionId);
  return (await backend.rooms.participants(session.name)).map(participantJson);
}

/** Recordings that were kept. Does not ask whether there is such a session at all. */
export function listEgresses(backend: Backend, sessionId: string): JsonValue {
  const session = backend.store.sessions.get(sessionUuid(sessionId));
  return session?.kept.recordings.map((recording) => keptRecordingJson(recording, session)) ?? [];
}

export async function stopSession(
  backend: Backend,
  project: Project,
  sessionId: string,
): Promise<JsonValue> {
  const session = findStarted(backend, project, sessionId);
  await backend.rooms.delete(session.name);
  session.status = 'Stopped';
  session.updatedAt = backend.now();
  return sessionJson(session, backend.now());
}

/** Removes the session first: when its room is gone the answer is 500, and the session gone too. */
export async function deleteSession(
  backend: Backend,
  project: Project,
  sessionId: string,
): Promise<JsonValue> {
  const session = findSession(backend, project, sessionId);
  backend.store.sessions.delete(session.id);
  const answer = sessionJson(session, backend.now());
  if (session.status === 'Started') await backend.rooms.delete(session.name);
  return answer;
}

export function findStarted(backend: Backend, project: Project, sessionId: string): Session {
  const session = findSession(backend, project, sessionId);
  if (session.status !== 'Started') throw new ApiError(400, 'Session is not active');
  return session;
}

function findSession(backend: Backend, project: Project, sessionId: string): Session {
  const session = backend.store.sessions.get(sessionUuid(sessionId));
  if (session?.projectId !== project.id) throw new ApiError(500, 'Record not found');
  return session;
}

function sessionUuid(sessionId: string): string {
  const uuid = uuidOrNull(sessionId);
  if (uuid === null) throw new ApiError(500, 'Invalid session id');
  return uuid;
}
