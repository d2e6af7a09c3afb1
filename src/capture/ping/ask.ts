/**
 * Joins a room for some seconds, visibly, asks everybody in it on a reserved topic, and measures how long
 * each answer takes (docs/ping.md). On rtc-node: our own client only ever listens.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalParticipant, RemoteParticipant, Room } from '@livekit/rtc-node';
import {
  isPingIdentity,
  PING_TOPIC,
  pingAnswerSchema,
  type PingAnswered,
  type PingOrder,
  type PingParticipant,
  type PingQuestion,
} from '../../shared/ping.ts';
import type { RtcNode } from '../rtc-node/load.ts';

const CONNECT_LIMIT_MS = 20_000;
/** Who has not answered is asked again: the way to somebody who has just joined may not be open yet. */
const ASK_AGAIN_MS = 1_500;
const LOOK_MS = 20;
/** With nobody to wait for: who leaves at once may take the question along, still unsent. */
const LINGER_MS = 300;
const LEAVE_LIMIT_MS = 2_000;

export interface Asked {
  readonly answers: readonly PingAnswered[];
  /** Still in the room, but without an answer. */
  readonly silent: readonly PingParticipant[];
}

/**
 * @param onAsking In the room; the question goes out now to these.
 * @throws Error when the room cannot be joined, or the question not be sent
 */
export async function ask(
  node: RtcNode,
  { url, token, waitMs }: PingOrder,
  onAsking: (participants: readonly PingParticipant[]) => void,
): Promise<Asked> {
  const room = new node.sdk.Room();
  try {
    const connecting = room.connect(url, token, { autoSubscribe: false, dynacast: false });
    await Promise.race([connecting, failAfter(CONNECT_LIMIT_MS)]);
    const local = room.localParticipant;
    if (local === undefined) throw new Error('joined, but without a local participant');
    const asking = new Asking(room, local);
    room.on(node.sdk.RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
      if (topic === PING_TOPIC) asking.hear(payload, participant);
    });
    await asking.warmUp();
    onAsking(asking.others());
    return await asking.run(waitMs);
  } finally {
    await Promise.race([room.disconnect().catch(() => undefined), sleep(LEAVE_LIMIT_MS)]);
  }
}

class Asking {
  readonly #room: Room;
  readonly #local: LocalParticipant;
  /** When each question was sent, by its id: milliseconds, monotonic. */
  readonly #questions = new Map<string, number>();
  readonly #answers = new Map<string, PingAnswered>();

  constructor(room: Room, local: LocalParticipant) {
    this.#room = room;
    this.#local = local;
  }

  /** Who could answer: everybody who is visible, but for other pings. */
  others(): PingParticipant[] {
    return [...this.#room.remoteParticipants.values()]
      .map(({ identity, name }) => ({ identity, name: name ?? '' }))
      .filter(({ identity }) => !isPingIdentity(identity));
  }

  /**
   * To nobody but ourselves: it opens our data channels, so that no round trip is charged with that. Lossy,
   * because it must take no number: recorders would miss number 1 of somebody who may be gone before the
   * server has announced him, and could not tell that from a loss.
   */
  async warmUp(): Promise<void> {
    await this.#publish({ type: 'ping', id: 'warm-up' }, [this.#local.identity], false);
  }

  async run(waitMs: number): Promise<Asked> {
    const giveUp = performance.now() + waitMs;
    await this.#ask();
    if (this.#silent().length === 0) await sleep(LINGER_MS);
    let again = performance.now() + ASK_AGAIN_MS;
    while (this.#silent().length > 0 && performance.now() < giveUp) {
      await sleep(LOOK_MS);
      if (performance.now() < again) continue;
      again = performance.now() + ASK_AGAIN_MS;
      const silent = this.#silent().map(({ identity }) => identity);
      if (silent.length > 0) await this.#ask(silent);
    }
    const answers = [...this.#answers.values()];
    return {
      answers: answers.sort((a, b) => a.roundTripMs - b.roundTripMs),
      silent: this.#silent(),
    };
  }

  hear(payload: Uint8Array, participant: RemoteParticipant | undefined): void {
    const arrivedAt = performance.now();
    const answer = pingAnswerSchema.safeParse(jsonOf(payload));
    if (!answer.success) return;
    const askedAt = this.#questions.get(answer.data.id);
    const who = participant ?? this.#room.remoteParticipants.get(answer.data.identity ?? '');
    if (askedAt === undefined || who === undefined || this.#answers.has(who.identity)) return;
    const { identity, name } = who;
    this.#answers.set(identity, { identity, name: name ?? '', roundTripMs: arrivedAt - askedAt });
  }

  #silent(): PingParticipant[] {
    return this.others().filter(({ identity }) => !this.#answers.has(identity));
  }

  /** @param to Only these; everybody when left out. */
  async #ask(to?: readonly string[]): Promise<void> {
    const id = randomUUID();
    this.#questions.set(id, performance.now());
    await this.#publish({ type: 'ping', id }, to);
  }

  async #publish(question: PingQuestion, to?: readonly string[], reliable = true): Promise<void> {
    // A copy: small Node buffers share memory, and the native side is given a bare address.
    const payload = new Uint8Array(Buffer.from(JSON.stringify(question)));
    await this.#local.publishData(payload, {
      reliable,
      topic: PING_TOPIC,
      ...(to === undefined ? {} : { destination_identities: [...to] }),
    });
  }
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return null;
  }
}

async function failAfter(ms: number): Promise<never> {
  await sleep(ms, undefined, { ref: false });
  throw new Error(`the room could not be joined within ${ms / 1000} s`);
}
