/** The middle of the day: people in the room, and the stop that sends them out. */
import { z } from 'zod';
import { joinRoom, publishMicrophone } from './clients.ts';
import type { Client } from './clients.ts';
import { roomExchangeSchema } from './exchanges.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

export const pilotId = 'bbbbbbbb-0000-4000-8000-000000000001';
const namelessId = 'cc000006-0000-4000-8000-000000000006';
export const tokenSchema = z.object({ token: z.string() });

export interface People {
  readonly student: Client;
  readonly recorder: Client;
}

export async function letPeopleIn(world: World): Promise<People> {
  const { url } = world.standIn.config.livekit;
  const publish = { name: 'Student One', canPublish: true, canPublishData: true };
  const student = await joinRoom(url, await world.roomToken(pilotId, 'student-1', publish));
  await publishMicrophone(student);
  const answer = await world.replay('session-token', 'token');
  const recorder = await joinRoom(url, tokenSchema.parse(answer).token);

  const name = 'what a client reads after it joined';
  const { case: _case, ...expected } = world.ledger.take('livekit-room', name, roomExchangeSchema);
  const { room } = recorder;
  const actual = {
    room: { name: room.name, sid: await room.getSid(), metadata: room.metadata },
    participantsSeenByHiddenRecorder: seenBy(recorder),
    participantsSeenByStudent: seenBy(student),
  };
  world.check('livekit-room', name, world.matcher.compare(expected, actual));
  return { student, recorder };
}

function seenBy({ room }: Client): readonly string[] {
  return [...room.remoteParticipants.keys()];
}

export async function lookAtPeople(world: World): Promise<void> {
  const { id } = world.session(namelessId);
  await until('the listener', async () => (await world.api.identities(id)).at(0));
  await world.replay(
    'project-summarize',
    'three active sessions; numParticipants counts hidden ones and only active sessions',
  );
  await world.replay('session-get', 'Started, with people in the room');
  await world.replay('session-participants', 'people in the room');
  // Only LiveKit's egress service could make it, which the stack does not have.
  world.session(pilotId).recordings = [
    {
      egressId: 'EG_real00000001',
      trackId: 'TR_AMrecorded01',
      startedAt: BigInt(Date.now()) * 1_000_000n + 7n,
      status: 'EGRESS_ACTIVE',
      destination: null,
    },
  ];
  await world.replay('session-list', 'three Started');
  await world.replay('session-get', 'Started, with a recording');
  const refused = ['unknown session', 'session id is not a UUID'];
  await world.replayAll('session-get', refused);
  await world.replayAll('session-participants', refused);
  await world.replayAll('session-egresses', [
    'none (only kept after the session ended)',
    'unknown session',
  ]);
}

export async function stopSessions(world: World, { student, recorder }: People): Promise<void> {
  await world.replayAll('session-stop', [
    'unknown session',
    'session id is not a UUID',
    'stop',
    'again',
  ]);
  await Promise.all([student.disconnected, recorder.disconnected]);
  await world.replay('session-stop', 'without a body');
  await world.replay(
    'session-get',
    'Stopped, nothing kept (the usual case: participants are only kept when the session had LiveKit recordings)',
  );
  await world.replay('session-participants', 'stopped session');
  await world.replay('session-token', 'stopped session');
}
