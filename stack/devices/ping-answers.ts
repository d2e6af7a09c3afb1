/** Answers the recorder's pings, as docs/ping.md asks devices to. */
import { RoomEvent, type LocalParticipant, type Room } from '@livekit/rtc-node';
import { z } from 'zod';

const TOPIC = 'syncflow.ping';
const questionSchema = z.object({ type: z.literal('ping'), id: z.string() });

export class PingAnswers {
  readonly #local: LocalParticipant;
  #sent = 0;

  constructor(room: Room, local: LocalParticipant, onError: (error: unknown) => void) {
    this.#local = local;
    room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
      if (topic !== TOPIC || participant === undefined) return;
      const question = questionSchema.safeParse(jsonOf(payload));
      if (question.success) this.#answer(question.data.id, participant.identity).catch(onError);
    });
  }

  /** Packets sent beside the device's own messages; they stand in no ledger. */
  get sent(): number {
    return this.#sent;
  }

  /** To the one who asks alone: nobody else is disturbed, and no recording is filled with it. */
  async #answer(id: string, to: string): Promise<void> {
    const answer = { type: 'pong', id, identity: this.#local.identity };
    const payload = new Uint8Array(Buffer.from(JSON.stringify(answer)));
    this.#sent += 1;
    await this.#local.publishData(payload, {
      reliable: true,
      topic: TOPIC,
      destination_identities: [to],
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
