/**
 * LiveKit's ParticipantInfo in protobuf JSON, with the fields that SyncFlow's version of the protocol
 * (livekit-protocol 0.3.5 for Rust) knows: newer ones are lost in it.
 */
import type { ParticipantInfo } from 'livekit-server-sdk';
import type { JsonValue } from './json-text.ts';

/** true: as it is; otherwise the fields of the object, or of each object of the array. */
type Selection = true | Fields;
interface Fields {
  readonly [name: string]: Selection;
}

const codec = { mimeType: true, mid: true, cid: true, layers: true } as const;
const track = {
  sid: true,
  type: true,
  name: true,
  muted: true,
  width: true,
  height: true,
  simulcast: true,
  disableDtx: true,
  source: true,
  layers: true,
  mimeType: true,
  mid: true,
  codecs: codec,
  stereo: true,
  disableRed: true,
  encryption: true,
  stream: true,
  version: true,
} as const;
const permission = {
  canSubscribe: true,
  canPublish: true,
  canPublishData: true,
  canPublishSources: true,
  hidden: true,
  recorder: true,
  canUpdateMetadata: true,
  agent: true,
} as const;
const participantFields: Fields = {
  sid: true,
  identity: true,
  state: true,
  tracks: track,
  metadata: true,
  joinedAt: true,
  name: true,
  version: true,
  permission,
  region: true,
  isPublisher: true,
  kind: true,
  attributes: true,
};

/** 64-bit numbers are strings, default values are left out. */
export function participantJson(participant: ParticipantInfo): JsonValue {
  return select(participant.toJson(), participantFields);
}

function select(value: unknown, selection: Selection): JsonValue {
  if (Array.isArray(value)) return value.map((item) => select(item, selection));
  if (typeof value !== 'object' || value === null) return scalar(value);
  const members = new Map<string, unknown>(Object.entries(value));
  const names = selection === true ? [...members.keys()] : Object.keys(selection);
  return Object.fromEntries(
    names
      .filter((name) => members.has(name))
      .map((name) => [
        name,
        select(members.get(name), selection === true ? true : (selection[name] ?? true)),
      ]),
  );
}

function scalar(value: unknown): JsonValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return null;
}
