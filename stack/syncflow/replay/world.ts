/** A stand-in with the fixtures' projects, and the comparison of what it answers. */
import type { BrokerOptions, LiveKitOptions, StandInOptions } from '../options.ts';
import { z } from 'zod';
import { startStandIn } from '../stand-in.ts';
import type { StandIn } from '../stand-in.ts';
import type { Project, Session } from '../store.ts';
import type { LiveKit } from '../../services/livekit.ts';
import type { RabbitMq } from '../../services/rabbitmq.ts';
import { ApiClient } from './api-client.ts';
import type { RoomGrants } from './api-client.ts';
import { httpExchangeSchema } from './exchanges.ts';
import type { HttpExchange } from './exchanges.ts';
import type { Ledger } from './ledger.ts';
import { parseLossless } from './lossless-json.ts';
import { Matcher } from './matcher.ts';
import { rawRequest } from './raw-request.ts';
import { compareToken } from './token-check.ts';
import { tokenFor } from './tokens.ts';

export const exchangeName = 'syncflow-sessions';
const tokenAnswerSchema = z.object({ token: z.string() });
const nowhere = '00000000-0000-4000-8000-000000000000';

export function projectId(number: number): string {
  return `aaaaaaaa-0000-4000-8000-00000000000${number}`;
}

const gammaId = 'cc000002-0000-4000-8000-000000000002';
const storage = {
  bucketName: 'recordings',
  endpoint: 'http://127.0.0.1:9000',
  storage: { accessKey: 'ak', secretKey: 'sk', region: 'us-east-1' },
};
const described = { ...storage, description: 'A test project' };

export const projects: StandInOptions['projects'] = [
  { ...described, id: projectId(1), name: 'alpha', owner: 'ada', apiKeys: keys('ALPHA') },
  { ...described, id: projectId(2), name: 'alpha-two', owner: 'ada', apiKeys: keys('ALPHATWO') },
  { ...described, id: projectId(3), name: 'beta', owner: 'bob', apiKeys: keys('BETA') },
  { ...storage, id: projectId(4), name: 'bare', owner: 'ada', apiKeys: keys('BARE') },
  { ...described, id: gammaId, name: 'gamma', owner: 'carol', apiKeys: keys('KEY0000001') },
];

function keys(key: string): { key: string; secret: string }[] {
  return [{ key, secret: `secret of ${key}` }];
}

export function liveKitOptions(livekit: LiveKit): LiveKitOptions {
  const { wsUrl, httpUrl, apiKey, apiSecret } = livekit;
  return { url: wsUrl, apiUrl: httpUrl, key: apiKey, secret: apiSecret };
}

export function brokerOptions({ host, port, vhost, user, password }: RabbitMq): BrokerOptions {
  const exchange = exchangeName;
  return { host, port, vhost, exchange, queue: 'syncflow-queue', username: user, password };
}

/** A stand-in and one consistent meaning of the fixtures' ids. */
export class World {
  readonly standIn: StandIn;
  readonly ledger: Ledger;
  readonly api: ApiClient;
  readonly matcher = new Matcher([nowhere, gammaId, ...[1, 2, 3, 4].map(projectId)]);

  /** Starts a stand-in. What `options` leaves out is as the fixtures need it. */
  static async start(
    ledger: Ledger,
    options: Pick<StandInOptions, 'livekit'> & Partial<StandInOptions>,
  ): Promise<World> {
    const standIn = await startStandIn({ broker: null, projects, ...options });
    const world = new World(ledger, standIn);
    world.matcher.literals.set('devkey', options.livekit.key);
    world.matcher.literals.set('ws://127.0.0.1:7880', options.livekit.url);
    world.matcher.literals.set('http://127.0.0.1:7880', options.livekit.apiUrl);
    return world;
  }

  private constructor(ledger: Ledger, standIn: StandIn) {
    this.ledger = ledger;
    this.api = new ApiClient(standIn);
    this.standIn = standIn;
  }

  project(id: string): Project {
    const project = this.standIn.store.projects.get(id);
    if (project === undefined) throw new Error(`no project ${id}`);
    return project;
  }

  get alpha(): Project {
    return this.project(projectId(1));
  }

  /** The session that a fixture's id stands for, as the stand-in keeps it. */
  session(fixtureId: string): Session {
    const session = this.standIn.store.sessions.get(this.matcher.ids.real(fixtureId));
    if (session === undefined) throw new Error(`there is no session ${fixtureId} any more`);
    return session;
  }

  /** A token for the room of the session that a fixture's id stands for. */
  roomToken(fixtureId: string, identity: string, grants: RoomGrants = {}): Promise<string> {
    return this.api.roomToken(this.session(fixtureId), identity, grants);
  }

  /** Several exchanges of one file, one after the other. */
  async replayAll(file: string, names: readonly string[]): Promise<void> {
    for (const name of names) await this.replay(file, name);
  }

  /**
   * Sends the request of an exchange and compares the answer. Resolves with the answer's JSON body,
   * undefined when it has none. @throws Error that lists every difference
   */
  async replay(file: string, name: string, tokenOf: Project = this.alpha): Promise<unknown> {
    const exchange = this.ledger.take(file, name, httpExchangeSchema);
    const { request, response } = exchange;
    const headers = this.#headers(request.headers, tokenOf);
    const answer = await rawRequest(this.standIn.port, {
      method: request.method,
      path: this.matcher.ids.translate(request.path),
      headers: Object.fromEntries(headers),
      body: bodyOf(request),
    });
    if ('connection' in response) {
      this.check(file, name, answer === null ? [] : [`answered ${answer.status}`]);
      return undefined;
    }
    if (answer === null) throw new Error(`${file}: ${name}: closed without an answer`);
    const problems = [
      ...this.matcher.compare(response.status, answer.status, 'status'),
      ...this.matcher.compare(
        response.headers['content-type'],
        answer.headers['content-type'],
        'type',
      ),
      ...Object.keys(answer.headers)
        .filter((header) => header.startsWith('access-control-'))
        .map((header) => `has ${header}`),
    ];
    const isJson = 'body' in response;
    const body = isJson ? parseLossless(answer.text) : undefined;
    problems.push(
      ...(isJson
        ? [...this.matcher.compare(response.body, body, 'body'), ...spacing(answer.text)]
        : this.matcher.compare(response.bodyText, answer.text, 'bodyText')),
    );
    problems.push(
      ...this.#tokenProblems(exchange, headers.get('Authorization') ?? '', body, tokenOf),
    );
    this.check(file, name, problems);
    return body;
  }

  /** @throws Error with all problems, when there are any */
  check(file: string, name: string, problems: readonly string[]): void {
    if (problems.length > 0) throw new Error(`${file}: ${name}\n  ${problems.join('\n  ')}`);
  }

  /** An exchange may describe the token that was answered, or else the one that was sent. */
  #tokenProblems(
    exchange: HttpExchange,
    authorization: string,
    body: unknown,
    tokenOf: Project,
  ): readonly string[] {
    const answered = tokenAnswerSchema.safeParse(body);
    const [token, secret] = answered.success
      ? [answered.data.token, this.standIn.config.livekit.secret]
      : [authorization.replace(/^\w+ /, ''), tokenOf.apiKeys[0]?.secret ?? ''];
    return compareToken(this.matcher, exchange, token, secret);
  }

  #headers(headers: Readonly<Record<string, string>>, tokenOf: Project): Map<string, string> {
    const other = this.project(projectId(2));
    return new Map(
      Object.entries(headers).map(([header, value]) => [
        header,
        value.replace(/<(.+)>/, (_all, name: string) => tokenFor(name, tokenOf, other)),
      ]),
    );
  }
}

function bodyOf({ body, bodyText }: HttpExchange['request']): string | null {
  if (bodyText !== undefined) return bodyText;
  return body === undefined ? null : JSON.stringify(body);
}

/** SyncFlow's JSON has no white space outside strings. */
function spacing(text: string): readonly string[] {
  return /^\s|\s$|[{}[\],:]\s|\s[{}[\],:]/.test(text.replace(/"(?:\\.|[^"\\])*"/g, '""'))
    ? ['the JSON holds white space']
    : [];
}
