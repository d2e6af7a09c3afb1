/** The rooms of a LiveKit server, through its own API. */
import { RoomServiceClient, ServerError } from 'livekit-server-sdk';
import { z } from 'zod';
import { RecorderError } from '../../shared/errors.ts';
import { networkFault } from '../network/network-fault.ts';
import { refusePlain } from '../network/plain-hosts.ts';

export interface LivekitRoom {
  /** The server's own id of this room; a room made again under the same name has another. */
  readonly sid: string;
  readonly name: string;
  /** Unix seconds, by the server's clock; null when it does not say. */
  readonly startedAt: number | null;
}

export interface LivekitRoomsOptions {
  /** `wss://…` or `https://…`. */
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  readonly plainHosts: readonly string[];
}

/** For one call. A server that hangs must not hold up the next look. */
const TIMEOUT_SECONDS = 10;

const roomSchema = z.object({ sid: z.string().min(1), name: z.string().min(1) });

export class LivekitRooms {
  readonly #client: RoomServiceClient;
  readonly #host: string;

  /** @throws RecorderError `plain-connection-refused` */
  constructor({ url, key, secret, plainHosts }: LivekitRoomsOptions) {
    const address = new URL(url);
    refusePlain(address, plainHosts, 'The LiveKit server');
    this.#host = address.host;
    this.#client = new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret, {
      requestTimeout: TIMEOUT_SECONDS,
    });
  }

  /**
   * @param name Only the room of this name.
   * @throws RecorderError `livekit-unreachable`, `livekit-unauthorized`, `livekit-rejected`
   */
  async list(name?: string): Promise<LivekitRoom[]> {
    try {
      const rooms = await this.#client.listRooms(name === undefined ? undefined : [name]);
      return rooms
        .filter((room) => roomSchema.safeParse(room).success)
        .map(({ sid, name: roomName, creationTime }) => ({
          sid,
          name: roomName,
          startedAt: creationTime === 0n ? null : Number(creationTime),
        }));
    } catch (thrown) {
      throw this.#errorOf(thrown);
    }
  }

  #errorOf(thrown: unknown): RecorderError {
    if (thrown instanceof ServerError) {
      const { status } = thrown;
      return status === 401 || status === 403
        ? new RecorderError('livekit-unauthorized', `${this.#host} refuses the key of LiveKit`)
        : new RecorderError('livekit-rejected', `${this.#host} answers ${status}`);
    }
    const fault = networkFault(thrown);
    const words = fault?.words ?? 'its answer cannot be read';
    const message = `${this.#host} cannot be asked for its rooms: ${words}`;
    return new RecorderError(fault?.certificate ?? 'livekit-unreachable', message, {
      cause: thrown,
    });
  }
}
