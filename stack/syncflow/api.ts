/** From a request to its answer, in SyncFlow's order: token, project, route, body, call. */
import { setTimeout as sleep } from 'node:timers/promises';
import { bearerToken, projectOfToken } from './auth.ts';
import type { Backend } from './backend.ts';
import { allows, brokerQuestions } from './broker-auth.ts';
import { ApiError, badToken, NoAnswerError, notFound, PlainTextError } from './errors.ts';
import { concerns } from './fault-settings.ts';
import type { CallName } from './fault-settings.ts';
import { jsonText } from './json-text.ts';
import type { JsonValue } from './json-text.ts';
import type { ApiRequest } from './request.ts';
import { findRoute } from './routes.ts';
import type { Project } from './store.ts';
import { uuidOrNull } from './uuid.ts';

export interface Answer {
  readonly status: number;
  /** null: no body. */
  readonly contentType: string | null;
  readonly body: string;
}

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** Which call a request is; null for what SyncFlow does not have. */
export function callNameOf({ method, path }: ApiRequest): CallName | null {
  if (brokerQuestionIn(path) !== null) return 'broker-auth';
  return findRoute(method, path)?.route.name ?? null;
}

/** @throws NoAnswerError when the connection is to be closed instead */
export async function answer(backend: Backend, request: ApiRequest): Promise<Answer> {
  try {
    await applyFaults(backend, callNameOf(request));
    if (brokerQuestionIn(request.path) !== null) return await answerBroker(backend, request);
    return json(200, await answerClient(backend, request));
  } catch (error) {
    if (error instanceof ApiError) {
      return json(error.status, { status: error.status, message: error.message });
    }
    if (error instanceof PlainTextError) return text(error.status, error.message);
    throw error;
  }
}

async function applyFaults({ faults }: Backend, call: CallName | null): Promise<void> {
  if (concerns(faults.slow, call)) await sleep(faults.latencyMs, undefined, { ref: false });
  if (concerns(faults.hang, call)) {
    await sleep(faults.hangSeconds * 1_000, undefined, { ref: false });
    throw new NoAnswerError('told to give no answer');
  }
  if (concerns(faults.fail, call)) throw new ApiError(500, 'The stand-in was told to fail');
}

async function answerClient(backend: Backend, request: ApiRequest): Promise<JsonValue> {
  // Passes without a token and then meets no route: there is no CORS.
  if (request.method === 'OPTIONS') throw notFound();
  const token = bearerToken(request.authorization);
  if (token === null) throw badToken();
  const release = await backend.pool.acquire();
  try {
    const owner = projectOfToken(backend.store, token, backend.now());
    if (owner === null) throw badToken();
    if (!/^\/projects(?:\/|$)/.test(request.path)) throw notFound();
    // The project is looked at before the rest of the path.
    const project = projectInPath(backend, request.path, owner.userId);
    const found = findRoute(request.method, request.path);
    if (found === null) throw notFound();
    const { route, id } = found;
    return await route.run({ backend, request, project, userId: owner.userId, id });
  } finally {
    release();
  }
}

/** Any project of the token's owner, not only the token's own. */
function projectInPath(backend: Backend, path: string, userId: number): Project {
  const uuid = uuidOrNull(path.split('/')[2] ?? '');
  if (uuid === null) throw new ApiError(400, 'Invalid project id');
  const project = backend.store.projects.get(uuid);
  if (project?.userId !== userId) throw new ApiError(404, 'Project not found');
  return project;
}

async function answerBroker(backend: Backend, request: ApiRequest): Promise<Answer> {
  const question = brokerQuestionIn(request.path);
  if (question === null || request.method !== 'GET') throw notFound();
  const release = await backend.pool.acquire();
  try {
    const allowed = allows(backend, question, request.query);
    return allowed ? text(200, 'allow') : { status: 401, contentType: null, body: '' };
  } finally {
    release();
  }
}

function brokerQuestionIn(path: string): (typeof brokerQuestions)[number] | null {
  return brokerQuestions.find((question) => path === `/rmq/auth/${question}`) ?? null;
}

function json(status: number, value: JsonValue): Answer {
  return { status, contentType: JSON_TYPE, body: jsonText(value) };
}

function text(status: number, body: string): Answer {
  return { status, contentType: TEXT_TYPE, body };
}
