/** `POST /projects/{id}/create-session` (session-create.json, rabbitmq-announcement.json). */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Backend } from './backend.ts';
import { ApiError, brokerLost, exceedsColumn, tooLong } from './errors.ts';
import type { JsonValue } from './json-text.ts';
import type { NewSession } from './request-bodies.ts';
import { roomMetadata } from './room-metadata.ts';
import { sessionJson } from './session-json.ts';
import { liveKitToken } from './session-token.ts';
import type { Project, Session } from './store.ts';

const DEFAULT_EMPTY_TIMEOUT = 600;
const DEFAULT_MAX_PARTICIPANTS = 100;

/** Makes room and session and announces it. When announcing fails, the session stays all the same. */
export async function createSession(
  backend: Backend,
  project: Project,
  request: NewSession,
): Promise<JsonValue> {
  const groups = request.deviceGroups ?? [];
  refuseUnregistered(backend, project, groups);
  const session = await makeSession(backend, project, request);
  const { faults } = backend;
  if (faults.failCreateSession) throw brokerLost();
  if (!faults.loseAnnouncements) await announce(backend, session, groups);
  return sessionJson(session, backend.now());
}

function refuseUnregistered(backend: Backend, project: Project, groups: readonly string[]): void {
  const registered = new Set(backend.store.devicesOf(project.id).map(({ group }) => group));
  const unknown = groups.filter((group) => !registered.has(group));
  if (unknown.length > 0) {
    throw new ApiError(400, `Invalid device groups: [${unknown.join(', ')}]`);
  }
}

async function makeSession(
  backend: Backend,
  project: Project,
  request: NewSession,
): Promise<Session> {
  const { comments, emptyTimeout, maxParticipants } = request;
  // An empty name is no name.
  const name = request.name === null || request.name === '' ? randomName() : request.name;
  if ((await backend.rooms.find(name)) !== undefined) {
    const quoted = JSON.stringify(name);
    throw new ApiError(
      400,
      `Session name ${quoted} session already exists and is active, please stop the session`,
    );
  }
  // Negative numbers wrap around, as in the server's cast to unsigned.
  await backend.rooms.create({
    name,
    emptyTimeout: (emptyTimeout ?? DEFAULT_EMPTY_TIMEOUT) >>> 0,
    maxParticipants: (maxParticipants ?? DEFAULT_MAX_PARTICIPANTS) >>> 0,
    metadata: comments ?? '',
  });
  // Only now does the database refuse it; the room stays.
  if (exceedsColumn(name)) throw tooLong();
  const now = backend.now();
  const session: Session = {
    id: randomUUID(),
    projectId: project.id,
    name,
    comments,
    emptyTimeout: emptyTimeout ?? 0,
    maxParticipants: maxParticipants ?? 0,
    createdAt: now,
    updatedAt: now,
    status: 'Started',
    recordings: [],
    kept: { participants: [], recordings: [] },
  };
  backend.store.sessions.set(session.id, session);
  await describeRoom(backend, session);
  return session;
}

/** Sets the metadata and lets the listener in, now or when a fault says so. */
async function describeRoom(backend: Backend, session: Session): Promise<void> {
  const describe = async (): Promise<void> => {
    const metadata = roomMetadata(session.id, session.projectId, session.comments ?? '');
    await backend.rooms.setMetadata(session.name, metadata);
    backend.listeners.start(session);
  };
  const { metadataDelayMs } = backend.faults;
  if (metadataDelayMs === 0) {
    await describe();
    return;
  }
  // The room may be gone by then, and then there is nothing to describe.
  setTimeout(() => void describe().catch(() => undefined), metadataDelayMs).unref();
}

/** One message for each entry, also when a group is named twice. */
async function announce(
  backend: Backend,
  session: Session,
  groups: readonly string[],
): Promise<void> {
  const { repeatAnnouncements } = backend.faults;
  for (const group of groups) {
    const body = Buffer.from(JSON.stringify(announcement(backend, session)));
    for (let copies = 0; copies <= repeatAnnouncements; copies += 1) {
      await backend.announcer?.publish(`${session.projectId}.${group}`, body);
    }
  }
}

function announcement(backend: Backend, session: Session): object {
  if (!backend.faults.olderAnnouncementForm) {
    return { sessionId: session.id, sessionName: session.name };
  }
  return {
    session_id: session.id,
    session_name: session.name,
    session_metadata: session.comments ?? '',
    session_join_token: listenerToken(backend, session),
  };
}

/** A token with which a device can listen, the most that an announcement could give away. */
function listenerToken(backend: Backend, session: Session): string {
  return liveKitToken(backend, {
    identity: `announced-${randomUUID()}`,
    name: null,
    videoGrants: {
      roomCreate: false,
      roomList: false,
      roomRecord: false,
      roomAdmin: false,
      roomJoin: true,
      room: session.name,
      canPublish: false,
      canSubscribe: true,
      canPublishData: false,
      canPublishSources: [],
      canUpdateOwnMetadata: false,
      ingressAdmin: false,
      hidden: true,
      recorder: true,
    },
  });
}

/** `session-` and twice four letters or digits. */
function randomName(): string {
  const part = (): string => randomBytes(12).toString('base64').replace(/[+/=]/g, '').slice(0, 4);
  return `session-${part()}-${part()}`;
}
