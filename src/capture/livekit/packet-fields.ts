/** Field numbers of livekit.DataPacket and livekit.UserPacket (@livekit/protocol 1.52.1). */
export const packetField = {
  kind: 1,
  user: 2,
  identity: 4,
  destinations: 5,
  sequence: 16,
  sid: 17,
} as const;

export const userField = {
  /** Deprecated; the server still writes the sender's sid here. */
  sid: 1,
  payload: 2,
  /** Deprecated, and no member of a `data` record: a packet with it keeps its raw bytes. */
  destinationSids: 3,
  topic: 4,
  /** Deprecated; the server still writes the sender's identity here. */
  identity: 5,
  destinations: 6,
  id: 8,
  startTime: 9,
  endTime: 10,
  nonce: 11,
} as const;

/** The values a DataPacket can carry, with their field numbers. */
export const oneofField = {
  user: 2,
  speaker: 3,
  sipDtmf: 6,
  transcription: 7,
  metrics: 8,
  chatMessage: 9,
  rpcRequest: 10,
  rpcAck: 11,
  rpcResponse: 12,
  streamHeader: 13,
  streamChunk: 14,
  streamTrailer: 15,
  encryptedPacket: 18,
} as const;

const oneofNames: ReadonlyMap<number, string> = new Map(
  Object.entries(oneofField).map(([name, field]) => [field, name]),
);

/** True for the field numbers of the DataPacket's value. */
export function isOneofField(field: number): boolean {
  return oneofNames.has(field);
}

/** Name of a DataPacket's value for `unknown` records; undefined for 0 (none) and unheard-of fields. */
export function describeOneof(field: number): string | undefined {
  return oneofNames.get(field);
}
