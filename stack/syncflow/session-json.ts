/** Sessions as SyncFlow answers them (session-list.json, session-get.json). */
import type { ParticipantInfo } from 'livekit-server-sdk';
import { ParticipantInfo_Kind, TrackSource, TrackType } from '@livekit/protocol';
import type { JsonValue } from './json-text.ts';
import { presignedUrl } from './presigned-url.ts';
import type { KeptParticipant, KeptRecording, Project, Recording, Session } from './store.ts';

const SECOND = 1_000_000_000n;
const LINK_SECONDS = 500;

export interface SessionExtras {
  readonly numParticipants?: number;
  readonly numRecordings?: number;
  readonly participants?: readonly JsonValue[];
  readonly recordings?: readonly JsonValue[];
}

/** `participants` and `recordings` stand in the answer only when there are any. */
export function sessionJson(session: Session, now: number, extras: SessionExtras = {}): JsonValue {
  const { participants = [], recordings = [] } = extras;
  return {
    id: session.id,
    name: session.name,
    startedAt: session.createdAt,
    comments: session.comments ?? '',
    emptyTimeout: session.emptyTimeout,
    maxParticipants: session.maxParticipants,
    livekitRoomName: session.name,
    projectId: session.projectId,
    status: session.status,
    numParticipants: extras.numParticipants ?? 0,
    numRecordings: extras.numRecordings ?? 0,
    participants: participants.length === 0 ? undefined : participants,
    recordings: recordings.length === 0 ? undefined : recordings,
    duration: (session.status === 'Started' ? now : session.updatedAt) - session.createdAt,
  };
}

/** People in the room of a Started session; null for others than people. Ids are LiveKit's. */
export function liveParticipantJson(person: ParticipantInfo, roomSid: string): JsonValue {
  return {
    id: person.sid,
    identity: person.identity,
    name: person.name,
    joinedAt: person.joinedAt * SECOND,
    leftAt: null,
    sessionId: roomSid,
    tracks: person.tracks.map((track) => ({
      id: track.sid,
      sid: track.sid,
      name: track.name,
      kind: TrackType[track.type],
      source: TrackSource[track.source],
      participantId: person.identity,
    })),
  };
}

/** SyncFlow shows only people; agents, egress and SIP callers are left out. */
export function isPerson(participant: ParticipantInfo): boolean {
  return ParticipantInfo_Kind[participant.kind] === 'STANDARD';
}

export function liveRecordingJson(
  recording: Recording,
  session: Session,
  roomSid: string,
): JsonValue {
  return {
    id: recording.egressId,
    trackId: recording.trackId,
    egressId: recording.egressId,
    startedAt: recording.startedAt,
    egressType: 'Track',
    status: recording.status,
    destination: recording.destination,
    roomName: session.name,
    sessionId: roomSid,
    participantId: null,
    dbTrackId: null,
  };
}

export function keptRecordingJson(recording: KeptRecording, session: Session): JsonValue {
  return {
    id: recording.id,
    trackId: recording.trackId,
    egressId: recording.egressId,
    startedAt: recording.startedAt,
    egressType: 'TRACK',
    status: recording.status,
    destination: recording.destination,
    roomName: session.name,
    sessionId: session.id,
    participantId: recording.participantId,
    dbTrackId: recording.dbTrackId,
  };
}

/** A track whose recording is complete carries a signed link to its file. */
export function keptParticipantJson(
  person: KeptParticipant,
  session: Session,
  project: Project,
): JsonValue {
  return {
    id: person.id,
    identity: person.identity,
    name: person.name,
    joinedAt: person.joinedAt,
    leftAt: person.leftAt,
    sessionId: session.id,
    tracks: person.tracks.map((track) => ({
      id: track.id,
      sid: track.sid,
      name: track.name,
      kind: track.kind,
      source: track.source,
      participantId: person.id,
      multimediaDetails: multimediaJson(
        session.kept.recordings.find((recording) => recording.trackId === track.sid),
        person,
        project,
      ),
    })),
  };
}

function multimediaJson(
  recording: KeptRecording | undefined,
  person: KeptParticipant,
  project: Project,
): JsonValue | undefined {
  if (recording?.status !== 'EGRESS_COMPLETE' || recording.destination === null) return undefined;
  return {
    fileName: recording.destination.split('/').at(-1),
    destination: recording.destination,
    publisher: person.identity,
    trackId: recording.trackId,
    presignedUrl: presignedUrl(project, recording.destination, LINK_SECONDS, new Date()),
    presignedUrlExpires: LINK_SECONDS,
    recordingStartTime: recording.startedAt,
  };
}
