/** A project of the stand-in, used over HTTP as a person's dashboard would. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { projectToken } from './syncflow/project-token.ts';

const deviceSchema = z.object({ group: z.string() });

const sessionSchema = z.object({
  id: z.string(),
  name: z.string(),
  livekitRoomName: z.string(),
  status: z.enum(['Started', 'Stopped']),
});
export type StackSession = z.infer<typeof sessionSchema>;

export interface ProjectFacts {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly secret: string;
  readonly bucket: string;
}

export interface SessionRequest {
  readonly name?: string;
  readonly comments?: string;
  /** Without groups nothing is announced. */
  readonly deviceGroups?: readonly string[];
}

export class StackProject implements ProjectFacts {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly secret: string;
  readonly bucket: string;
  readonly #base: string;

  constructor(serverUrl: string, facts: ProjectFacts) {
    this.id = facts.id;
    this.name = facts.name;
    this.key = facts.key;
    this.secret = facts.secret;
    this.bucket = facts.bucket;
    this.#base = `${serverUrl}/projects/${facts.id}`;
  }

  async createSession(request: SessionRequest): Promise<StackSession> {
    return sessionSchema.parse(await this.#call('POST', '/create-session', request));
  }

  async stopSession(sessionId: string): Promise<void> {
    await this.#call('POST', `/sessions/${sessionId}/stop`, null);
  }

  async sessions(): Promise<StackSession[]> {
    return z.array(sessionSchema).parse(await this.#call('GET', '/sessions'));
  }

  /** Registers a device of its own, so that the group is valid. */
  async registerGroup(group: string): Promise<void> {
    await this.#call('POST', '/devices/register', { name: `any-${group}`, group });
  }

  /** Resolves when some device of that group is registered, as a recorder does when it starts. */
  async untilRegistered(group: string, timeoutMs = 20_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const devices = z.array(deviceSchema).parse(await this.#call('GET', '/devices'));
      if (devices.some((device) => device.group === group)) return;
      if (Date.now() > deadline) throw new Error(`nobody registered in the group ${group}`);
      await sleep(100);
    }
  }

  /** Any call to the API. @throws Error with status and body when the answer is not 200 */
  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${projectToken({ id: this.id, apiKeys: [{ key: this.key, secret: this.secret }] })}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
}
