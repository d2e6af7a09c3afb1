import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AccessToken } from 'livekit-server-sdk';
import type { LiveKit } from '../../../../stack/services/livekit.ts';
import { answerSchema, type Answer, type Command } from './publisher-messages.ts';

const script = fileURLToPath(new URL('./publisher-process.ts', import.meta.url));

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A participant in a process of its own. */
export class Publisher {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, (answer: Answer | Error) => void>();
  #last = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (raw) => {
      const answer = answerSchema.parse(raw);
      this.#pending.get(answer.id)?.(answer);
    });
    child.on('exit', () => {
      for (const settle of this.#pending.values()) settle(new Error('the publisher is gone'));
    });
  }

  /** Resolves when it has joined the room. */
  static async join(
    server: LiveKit,
    room: string,
    identity: string,
    hidden = false,
  ): Promise<Publisher> {
    const token = new AccessToken(server.apiKey, server.apiSecret, { identity });
    token.addGrant({ roomJoin: true, room, canUpdateOwnMetadata: true, hidden });
    const child = fork(script, [server.wsUrl, await token.toJwt()], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const publisher = new Publisher(child);
    await publisher.#answer(0);
    return publisher;
  }

  async publish(
    payload: Uint8Array,
    options: { reliable?: boolean; topic?: string; destinations?: string[] } = {},
  ): Promise<void> {
    const { reliable = true, topic, destinations } = options;
    await this.#ask({
      do: 'publish',
      payload: Buffer.from(payload).toString('base64'),
      reliable,
      ...(topic === undefined ? {} : { topic }),
      ...(destinations === undefined ? {} : { destinations }),
    });
  }

  /** Publishes `<topic> 1`, `<topic> 2`, … reliably. Resolves after the last. */
  async flow(topic: string, count: number, everyMs: number): Promise<void> {
    await this.#ask({ do: 'flow', topic, count, everyMs });
  }

  async sendText(text: string, topic: string, attributes: Record<string, string>): Promise<void> {
    await this.#ask({ do: 'text-stream', text, topic, attributes });
  }

  async sendBytes(payload: Uint8Array, topic: string, name: string): Promise<void> {
    const base64 = Buffer.from(payload).toString('base64');
    await this.#ask({ do: 'byte-stream', payload: base64, topic, name });
  }

  async chat(text: string): Promise<void> {
    await this.#ask({ do: 'chat', text });
  }

  async setMetadata(metadata: string): Promise<void> {
    await this.#ask({ do: 'metadata', metadata });
  }

  /** Identities of the participants that it sees. */
  async sees(): Promise<string[]> {
    return (await this.#ask({ do: 'sees' })).sees ?? [];
  }

  /** Leaves the room and ends the process. */
  async leave(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    await this.#ask({ do: 'leave' });
    await gone;
  }

  /** SIGKILL; the room keeps it for a while. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }

  async #ask(command: WithoutId<Command>): Promise<Answer> {
    const id = (this.#last += 1);
    const answer = this.#answer(id);
    this.#child.send({ ...command, id });
    return answer;
  }

  #answer(id: number): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#pending.set(id, (answer) => {
        this.#pending.delete(id);
        if (answer instanceof Error) reject(answer);
        else if (answer.error !== undefined) reject(new Error(answer.error));
        else resolve(answer);
      });
    });
  }
}
