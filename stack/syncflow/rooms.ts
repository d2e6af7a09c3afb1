/** LiveKit's room API as SyncFlow uses it. Every failure is the ApiError that SyncFlow answers. */
import { EgressClient, RoomServiceClient } from 'livekit-server-sdk';
import type { ParticipantInfo, Room } from 'livekit-server-sdk';
import { liveKitError } from './livekit-errors.ts';
import type { LiveKitOptions } from './options.ts';

export interface NewRoom {
  readonly name: string;
  /** Seconds. */
  readonly emptyTimeout: number;
  readonly maxParticipants: number;
  readonly metadata: string;
}

export class Rooms {
  readonly #apiUrl: string;
  readonly #rooms: RoomServiceClient;
  readonly #egress: EgressClient;

  constructor({ apiUrl, key, secret }: LiveKitOptions) {
    this.#apiUrl = apiUrl;
    this.#rooms = new RoomServiceClient(apiUrl, key, secret, { failover: false });
    this.#egress = new EgressClient(apiUrl, key, secret, { failover: false });
  }

  find(name: string): Promise<Room | undefined> {
    return this.#call('RoomService/ListRooms', async () => {
      const rooms = await this.#rooms.listRooms([name]);
      return rooms.find((room) => room.name === name);
    });
  }

  async create(room: NewRoom): Promise<void> {
    await this.#call('RoomService/CreateRoom', () => this.#rooms.createRoom(room));
  }

  async setMetadata(name: string, metadata: string): Promise<void> {
    await this.#call('RoomService/UpdateRoomMetadata', () =>
      this.#rooms.updateRoomMetadata(name, metadata),
    );
  }

  async delete(name: string): Promise<void> {
    await this.#call('RoomService/DeleteRoom', () => this.#rooms.deleteRoom(name));
  }

  /** Hidden ones too; none when there is no such room. */
  participants(name: string): Promise<readonly ParticipantInfo[]> {
    return this.#call('RoomService/ListParticipants', () => this.#rooms.listParticipants(name));
  }

  /** Only asks; the answer is not used. A LiveKit server without Redis refuses it. */
  async askForEgress(roomName: string): Promise<void> {
    await this.#call('Egress/ListEgress', () => this.#egress.listEgress({ roomName }));
  }

  async #call<T>(method: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw liveKitError(error, `${this.#apiUrl}/twirp/livekit.${method}`);
    }
  }
}
