/** People and devices in a LiveKit room, for the fixtures that tell what they see. */
import {
  AudioSource,
  DisconnectReason,
  LocalAudioTrack,
  Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';

export interface Client {
  readonly room: Room;
  /** The name of the reason, as `ROOM_DELETED`. */
  readonly disconnected: Promise<string>;
  readonly leave: () => Promise<void>;
}

/** Joins with a real client. @throws Error when it is refused */
export async function joinRoom(url: string, token: string): Promise<Client> {
  const room = new Room();
  const disconnected = new Promise<string>((resolve) => {
    room.on(RoomEvent.Disconnected, (reason) => {
      resolve(DisconnectReason[reason]);
    });
  });
  await room.connect(url, token, { autoSubscribe: true, dynacast: false });
  return { room, disconnected, leave: () => room.disconnect() };
}

/** Publishes a silent microphone. */
export async function publishMicrophone({ room }: Client): Promise<void> {
  if (room.localParticipant === undefined) throw new Error('the client is not in the room');
  const track = LocalAudioTrack.createAudioTrack('mic', new AudioSource(48_000, 1));
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
  await room.localParticipant.publishTrack(track, options);
}
