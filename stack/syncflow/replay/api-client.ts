/** The stand-in's API with a good token, for steps that no fixture describes. */
import { z } from 'zod';
import { projectToken } from '../project-token.ts';
import type { StandIn } from '../stand-in.ts';
import type { Project } from '../store.ts';
import { parseLossless } from './lossless-json.ts';
import { rawRequest } from './raw-request.ts';

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON, or the text itself. */
  readonly body: unknown;
}

const sessionSchema = z.looseObject({ id: z.string(), name: z.string(), status: z.string() });
const participantsSchema = z.array(z.looseObject({ identity: z.string() }));
export type SessionAnswer = z.infer<typeof sessionSchema>;

export type RoomGrants = Partial<
  Record<'canPublish' | 'canPublishData' | 'canSubscribe' | 'hidden' | 'recorder', boolean>
> & {
  /** Shown to others; the identity when left out. */
  readonly name?: string;
};

export class ApiClient {
  readonly #standIn: StandIn;
  readonly #project: Project;

  constructor(standIn: StandIn, project = standIn.projects[0]) {
    if (project === undefined) throw new Error('the stand-in has no project');
    this.#standIn = standIn;
    this.#project = project;
  }

  /** A call below the project's path. null: the connection was closed without an answer. */
  async call(method: string, path: string, body?: object): Promise<ApiAnswer | null> {
    const answer = await rawRequest(this.#standIn.port, {
      method,
      path: `/projects/${this.#project.id}${path}`,
      headers: {
        Authorization: `Bearer ${projectToken(this.#project)}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    if (answer === null) return null;
    const isJson = answer.headers['content-type'] === 'application/json';
    return { status: answer.status, body: isJson ? parseLossless(answer.text) : answer.text };
  }

  /** @throws Error when it is not answered with 200 */
  async create(session: object): Promise<SessionAnswer> {
    return sessionSchema.parse(await this.#body('POST', '/create-session', session));
  }

  async session(id: string): Promise<SessionAnswer> {
    return sessionSchema.parse(await this.#body('GET', `/sessions/${id}`));
  }

  async sessions(): Promise<readonly SessionAnswer[]> {
    return z.array(sessionSchema).parse(await this.#body('GET', '/sessions'));
  }

  async stop(id: string): Promise<SessionAnswer> {
    return sessionSchema.parse(await this.#body('POST', `/sessions/${id}/stop`));
  }

  async register(group: string): Promise<void> {
    await this.#body('POST', '/devices/register', { name: `device of ${group}`, group });
  }

  /** Identities of those in the room of a Started session, hidden ones too. */
  async identities(sessionId: string): Promise<readonly string[]> {
    const answer = await this.#body('GET', `/sessions/${sessionId}/participants`);
    return participantsSchema.parse(answer).map(({ identity }) => identity);
  }

  /** A token for the room of a session; grants that are not given are false. */
  async roomToken(
    session: Pick<SessionAnswer, 'id' | 'name'>,
    identity: string,
    { name = identity, ...grants }: RoomGrants = {},
  ): Promise<string> {
    const videoGrants = {
      ...noGrants,
      roomJoin: true,
      room: session.name,
      canSubscribe: true,
      ...grants,
    };
    const path = `/sessions/${session.id}/token`;
    const answer = await this.#body('POST', path, { identity, name, videoGrants });
    return z.object({ token: z.string() }).parse(answer).token;
  }

  async #body(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await this.call(method, path, body);
    if (answer?.status === 200) return answer.body;
    throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
  }
}

const noGrants = {
  roomCreate: false,
  roomList: false,
  roomRecord: false,
  roomAdmin: false,
  roomJoin: false,
  room: '',
  canPublish: false,
  canSubscribe: false,
  canPublishData: false,
  canPublishSources: [],
  canUpdateOwnMetadata: false,
  ingressAdmin: false,
  hidden: false,
  recorder: false,
};
