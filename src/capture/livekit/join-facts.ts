import type { JoinResponse, ParticipantInfo, Room } from '@livekit/protocol';
import { RecorderError } from '../../shared/errors.ts';
import { joinedAtMs } from './participants.ts';

/** What a link knows from joining. `room` is kept up to date. */
export interface JoinFacts {
  readonly recorderSid: string;
  /** Version and region of the server, if told. */
  readonly server: string;
  readonly room: Room;
  readonly others: readonly ParticipantInfo[];
  /** Our own joining on the server's clock, unix ms. */
  readonly joinedAtMs: number;
  /**
   * A moment here that was not after that, monotonic ns: when we asked. The answer may be seconds late on
   * a busy machine, and what we count from it must rather be too late than too early.
   */
  readonly joinedAt: bigint;
}

/**
 * @param askedAt when the joining began, monotonic ns
 * @throws RecorderError livekit-rejected when the response lacks what makes it one
 */
export function joinFacts(join: JoinResponse, askedAt: bigint): JoinFacts {
  const { participant, room, serverInfo, otherParticipants } = join;
  if (participant === undefined || room === undefined) {
    const what = join.alternativeUrl === '' ? 'is empty' : 'names another server';
    throw new RecorderError('livekit-rejected', `The LiveKit server's join response ${what}.`);
  }
  const server = [serverInfo?.version ?? '', serverInfo?.region ?? ''];
  return {
    recorderSid: participant.sid,
    server: server.filter((part) => part !== '').join(' '),
    room,
    others: otherParticipants,
    joinedAtMs: joinedAtMs(participant),
    joinedAt: askedAt,
  };
}
