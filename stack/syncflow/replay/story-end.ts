/** The end of the day: a ghost, devices and sessions removed, rows kept. */
import { randomUUID } from 'node:crypto';
import type { RoomServiceClient } from 'livekit-server-sdk';
import type { KeptRows } from '../store.ts';
import { joinRoom } from './clients.ts';
import { roomExchangeSchema } from './exchanges.ts';
import { pilotId, tokenSchema } from './story-people.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const ghostName = '../Lab / run 1 ü';
const lastId = 'cc000009-0000-4000-8000-000000000009';

export async function endDay(world: World, rooms: RoomServiceClient): Promise<void> {
  await meetGhost(world, rooms);
  await removeDevices(world);
  await deleteSessions(world);
  await keepRows(world);
}

/** A `|` in its comments kept the listener away, so nobody notices that its room ends. */
async function meetGhost(world: World, rooms: RoomServiceClient): Promise<void> {
  await rooms.deleteRoom(ghostName);
  await world.replayAll('session-ghost', [
    'Started in the list, but the room is gone: get',
    'participants',
    'list',
  ]);
  const answer = await world.replay(
    'session-ghost',
    'a token is given all the same; joining with it makes a new, empty room without metadata',
  );
  const { url } = world.standIn.config.livekit;
  const client = await joinRoom(url, tokenSchema.parse(answer).token);
  const name = 'joining with the token of a session whose room is gone: LiveKit makes a new room';
  const expected = world.ledger.take('livekit-room', name, roomExchangeSchema).room;
  const actual = { name: client.room.name, metadata: client.room.metadata };
  world.check('livekit-room', name, world.matcher.compare(expected, actual));
  await client.leave();
  await rooms.deleteRoom(ghostName);
  await world.replay('session-ghost', 'stop');
}

async function removeDevices(world: World): Promise<void> {
  await world.replayAll('device-delete', ['answers the device it removed', 'again']);
  await world.replay('device-list', 'after');
  await world.replay('device-delete', 'last device of a group');
  await world.replay('session-create', 'group whose last device was removed');
}

async function deleteSessions(world: World): Promise<void> {
  await world.replay('session-create', 'name only');
  // Deleted sooner, its listener would come afterwards and make the room again (server-faults.json).
  const { id } = world.session(lastId);
  await until('the listener', async () => (await world.api.identities(id)).at(0));
  await world.replayAll('session-delete', [
    'ghost: answers 500, but the session is removed',
    'a Started session: room deleted, session removed, the answer still says Started',
    'again',
  ]);
  await world.replay('project-summarize', 'after');
}

/** What SyncFlow keeps of a session with LiveKit recordings, put there as its listener would. */
async function keepRows(world: World): Promise<void> {
  const session = world.session(pilotId);
  session.kept = keptRows('EGRESS_FAILED', null);
  await world.replay('session-list', 'Stopped ones');
  await world.replay('session-get', 'Stopped, with kept participants and recordings');
  await world.replay('session-egresses', 'kept');
  const [recording] = session.kept.recordings;
  if (recording === undefined) throw new Error('one recording was kept');
  const destination = 'alpha/Pilot 1/tracks/student-1/mic.ogg';
  session.kept = {
    ...session.kept,
    recordings: [{ ...recording, status: 'EGRESS_COMPLETE', destination }],
  };
  await world.replay(
    'session-get',
    'Stopped, with a complete recording: multimediaDetails on the track',
  );
}

function keptRows(status: string, destination: string | null): KeptRows {
  const now = BigInt(Date.now()) * 1_000_000n + 7n;
  const track = { id: randomUUID(), sid: 'TR_AMrecorded01', name: 'mic' };
  const person = { id: randomUUID(), identity: 'student-1', name: 'Student One' };
  return {
    participants: [
      {
        ...person,
        joinedAt: now,
        leftAt: now,
        tracks: [{ ...track, kind: 'AUDIO', source: 'MICROPHONE' }],
      },
    ],
    recordings: [
      {
        id: randomUUID(),
        trackId: track.sid,
        egressId: 'EG_real00000001',
        startedAt: now,
        status,
        destination,
        participantId: person.id,
        dbTrackId: track.id,
      },
    ],
  };
}
