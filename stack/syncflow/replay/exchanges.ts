/** The shapes of the fixtures' exchanges. Strict: a member that is new here is not overlooked. */
import { z } from 'zod';

const headers = z.record(z.string(), z.string());
const claims = z.record(z.string(), z.unknown());

export const httpExchangeSchema = z.strictObject({
  case: z.string(),
  request: z.strictObject({
    method: z.string(),
    path: z.string(),
    headers,
    body: z.unknown().optional(),
    bodyText: z.string().optional(),
  }),
  response: z.union([
    z.strictObject({
      status: z.number(),
      headers: z.strictObject({ 'content-type': z.string() }),
      body: z.unknown().optional(),
      bodyText: z.string().optional(),
    }),
    z.strictObject({ connection: z.literal('closed without a response after 30 s') }),
  ]),
  note: z.string().optional(),
  tokenHeader: claims.optional(),
  tokenClaims: claims.optional(),
});
export type HttpExchange = z.infer<typeof httpExchangeSchema>;

const closed = z.strictObject({ code: z.number(), text: z.string() });
export const brokerResultSchema = z.union([
  z.literal('ok'),
  z.strictObject({ opened: z.literal(true) }),
  z.strictObject({ connectionClosed: closed }),
  z.strictObject({ channelClosed: closed }),
  z.strictObject({ queue: z.string() }),
  z.strictObject({ delivered: z.number(), connectionOpen: z.boolean() }),
  z.strictObject({ messageKept: z.string() }),
]);
export type BrokerResult = z.infer<typeof brokerResultSchema>;

export const brokerExchangeSchema = z.strictObject({
  case: z.string(),
  action: z.string(),
  result: brokerResultSchema,
  callbacks: z.array(z.unknown()).optional(),
  note: z.string().optional(),
});
export type BrokerExchange = z.infer<typeof brokerExchangeSchema>;

export const announcementExchangeSchema = z.strictObject({
  case: z.string(),
  announcement: z
    .strictObject({
      exchange: z.string(),
      routingKey: z.string(),
      redelivered: z.boolean().optional(),
      deliveryTag: z.number().optional(),
      properties: z.strictObject({}),
      body: z.string(),
    })
    .nullable(),
  note: z.string(),
});

const room = z.strictObject({
  name: z.string(),
  sid: z.string().optional(),
  emptyTimeout: z.number().optional(),
  departureTimeout: z.number().optional(),
  maxParticipants: z.number().optional(),
  numParticipants: z.number().optional(),
  metadata: z.string(),
});
export const roomExchangeSchema = z.strictObject({
  case: z.string(),
  rooms: z.array(room).optional(),
  room: room.optional(),
  participantsSeenByHiddenRecorder: z.array(z.string()).optional(),
  participantsSeenByStudent: z.array(z.string()).optional(),
  reasons: z.record(z.string(), z.string()).optional(),
  observed: z.record(z.string(), z.string()).optional(),
  note: z.string().optional(),
});

/** What was seen, in words; a test says for each sentence how it shows it. */
export const observationSchema = z.strictObject({
  case: z.string(),
  observed: z.array(z.string()),
});
