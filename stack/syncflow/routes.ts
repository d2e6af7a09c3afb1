/**
 * The calls of SyncFlow's API below `/projects/{id}`, and which path and method is which call. Left out
 * are those for people: accounts, making and listing projects, API keys, links to media.
 */
import type { Backend } from './backend.ts';
import { createSession } from './create-session.ts';
import { deleteDevice, getDevice, listDevices, registerDevice } from './devices.ts';
import type { CallName } from './fault-settings.ts';
import type { JsonValue } from './json-text.ts';
import { clientUrl } from './options.ts';
import type { ApiRequest } from './request.ts';
import { readNewDevice, readNewSession, readTokenRequest } from './request-bodies.ts';
import { sessionToken } from './session-token.ts';
import {
  deleteSession,
  getSession,
  listEgresses,
  listParticipants,
  listSessions,
  stopSession,
  summarize,
} from './sessions.ts';
import type { Project } from './store.ts';

export interface Call {
  readonly backend: Backend;
  readonly request: ApiRequest;
  /** The project that the path names. */
  readonly project: Project;
  /** Whose token it is. */
  readonly userId: number;
  /** Session or device id in the path, as it stands there; empty when the path has none. */
  readonly id: string;
}

export interface Route {
  readonly name: CallName;
  readonly method: string;
  /** What follows the project id; `*` is one id. */
  readonly path: string;
  readonly run: (call: Call) => JsonValue | Promise<JsonValue>;
}

const routes: readonly Route[] = [
  {
    name: 'project',
    method: 'GET',
    path: '',
    run: ({ backend, project }) => projectJson(backend, project),
  },
  {
    name: 'summarize',
    method: 'GET',
    path: '/summarize',
    run: ({ backend, project }) => summarize(backend, project),
  },
  {
    name: 'create-session',
    method: 'POST',
    path: '/create-session',
    run: async ({ backend, request, project }) =>
      createSession(backend, project, await request.json(readNewSession)),
  },
  {
    name: 'list-sessions',
    method: 'GET',
    path: '/sessions',
    run: ({ backend, project }) => listSessions(backend, project),
  },
  {
    name: 'get-session',
    method: 'GET',
    path: '/sessions/*',
    run: ({ backend, project, id }) => getSession(backend, project, id),
  },
  {
    name: 'delete-session',
    method: 'DELETE',
    path: '/sessions/*',
    run: ({ backend, project, id }) => deleteSession(backend, project, id),
  },
  {
    name: 'stop-session',
    method: 'POST',
    path: '/sessions/*/stop',
    // Whatever body there is, nobody reads it.
    run: ({ backend, project, id }) => stopSession(backend, project, id),
  },
  {
    name: 'participants',
    method: 'GET',
    path: '/sessions/*/participants',
    run: ({ backend, project, id }) => listParticipants(backend, project, id),
  },
  {
    name: 'token',
    method: 'POST',
    path: '/sessions/*/token',
    run: async ({ backend, request, project, id }) =>
      sessionToken(backend, project, id, await request.json(readTokenRequest)),
  },
  {
    name: 'egresses',
    method: 'GET',
    path: '/sessions/*/egresses',
    run: ({ backend, id }) => listEgresses(backend, id),
  },
  {
    name: 'register-device',
    method: 'POST',
    path: '/devices/register',
    run: async ({ backend, request, project, userId }) =>
      registerDevice(backend, project, userId, await request.json(readNewDevice)),
  },
  {
    name: 'list-devices',
    method: 'GET',
    path: '/devices',
    run: ({ backend, project }) => listDevices(backend, project),
  },
  {
    name: 'get-device',
    method: 'GET',
    path: '/devices/*',
    run: ({ backend, project, id }) => getDevice(backend, project, id),
  },
  {
    name: 'delete-device',
    method: 'DELETE',
    path: '/devices/*',
    run: ({ backend, project, id }) => deleteDevice(backend, project, id),
  },
];

const projectPath = /^\/projects\/[^/]+(.*)$/s;

/** The route of a request, with the id in its path; null when SyncFlow has none. */
export function findRoute(method: string, path: string): { route: Route; id: string } | null {
  const rest = projectPath.exec(path)?.[1];
  if (rest === undefined) return null;
  for (const route of routes) {
    if (route.method !== method) continue;
    const [before = '', after] = route.path.split('*');
    if (after === undefined) {
      if (rest === before) return { route, id: '' };
      continue;
    }
    const id = rest.slice(before.length, rest.length - after.length);
    const fits = rest === `${before}${id}${after}` && id !== '' && !id.includes('/');
    if (fits) return { route, id: decoded(id) };
  }
  return null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function projectJson(backend: Backend, project: Project): JsonValue {
  return {
    id: project.id,
    name: project.name,
    description: project.description,
    livekitServerUrl: clientUrl(backend.config.livekit),
    storageType: project.storageType,
    bucketName: project.bucketName,
    endpoint: project.endpoint,
    lastUpdated: project.lastUpdated,
  };
}
