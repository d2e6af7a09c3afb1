/** The three request bodies of SyncFlow, as the server reads them. */
import { z } from 'zod';
import { readJson } from './json-shape.ts';
import type { Shape } from './json-shape.ts';

const text: Shape = { kind: 'string' };
const flag: Shape = { kind: 'boolean' };
const texts: Shape = { kind: 'sequence', of: text };
const optional = (of: Shape): Shape => ({ kind: 'optional', of });

const newSessionShape: Shape = {
  kind: 'struct',
  name: 'NewSessionRequest',
  fields: {
    name: optional(text),
    comments: optional(text),
    emptyTimeout: optional({ kind: 'i32' }),
    maxParticipants: optional({ kind: 'i32' }),
    autoRecording: optional(flag),
    deviceGroups: optional(texts),
  },
};
const newSessionSchema = z.object({
  name: z.string().nullable(),
  comments: z.string().nullable(),
  emptyTimeout: z.number().nullable(),
  maxParticipants: z.number().nullable(),
  autoRecording: z.boolean().nullable(),
  deviceGroups: z.array(z.string()).nullable(),
});
export type NewSession = z.infer<typeof newSessionSchema>;

/** @throws JsonSyntaxError, as the other two */
export function readNewSession(body: Uint8Array): NewSession {
  return newSessionSchema.parse(readJson(body, newSessionShape));
}

const newDeviceShape: Shape = {
  kind: 'struct',
  name: 'DeviceRegisterRequest',
  fields: { name: text, group: text, comments: optional(text) },
};
const newDeviceSchema = z.object({
  name: z.string(),
  group: z.string(),
  comments: z.string().nullable(),
});
export type NewDevice = z.infer<typeof newDeviceSchema>;

export function readNewDevice(body: Uint8Array): NewDevice {
  return newDeviceSchema.parse(readJson(body, newDeviceShape));
}

/** In the order of the server's struct: the first that is missing is the one that is named. */
const grantsShape: Shape = {
  kind: 'struct',
  name: 'VideoGrantsWrapper',
  fields: {
    roomCreate: flag,
    roomList: flag,
    roomRecord: flag,
    roomAdmin: flag,
    roomJoin: flag,
    room: text,
    canPublish: flag,
    canSubscribe: flag,
    canPublishData: flag,
    canPublishSources: texts,
    canUpdateOwnMetadata: flag,
    ingressAdmin: flag,
    hidden: flag,
    recorder: flag,
  },
};
const videoGrantsSchema = z.object({
  roomCreate: z.boolean(),
  roomList: z.boolean(),
  roomRecord: z.boolean(),
  roomAdmin: z.boolean(),
  roomJoin: z.boolean(),
  room: z.string(),
  canPublish: z.boolean(),
  canSubscribe: z.boolean(),
  canPublishData: z.boolean(),
  canPublishSources: z.array(z.string()),
  canUpdateOwnMetadata: z.boolean(),
  ingressAdmin: z.boolean(),
  hidden: z.boolean(),
  recorder: z.boolean(),
});
export type VideoGrants = z.infer<typeof videoGrantsSchema>;

const tokenRequestShape: Shape = {
  kind: 'struct',
  name: 'TokenRequest',
  fields: { identity: text, name: optional(text), videoGrants: grantsShape },
};
const tokenRequestSchema = z.object({
  identity: z.string(),
  name: z.string().nullable(),
  videoGrants: videoGrantsSchema,
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

export function readTokenRequest(body: Uint8Array): TokenRequest {
  return tokenRequestSchema.parse(readJson(body, tokenRequestShape));
}
