/**
 * Ping: a question to everybody in a room on a reserved topic, and the answers (docs/ping.md). The form of
 * the packets, what the child that asks and its parent say to each other, and the result.
 */
import { z } from 'zod';
import { decimal } from './record-members.ts';

/** Topic of question and answer. */
export const PING_TOPIC = 'syncflow.ping';
/** How the identity of the participant that asks begins. */
export const PING_IDENTITY = 'syncflow-ping-';

export const isPingIdentity = (identity: string): boolean => identity.startsWith(PING_IDENTITY);

const questionId = z.string().min(1).max(100);

/** The payload of a question, as JSON. Later versions may add members. */
export const pingQuestionSchema = z.object({ type: z.literal('ping'), id: questionId });
export type PingQuestion = z.infer<typeof pingQuestionSchema>;

/** The payload of an answer, as JSON. `identity`: for when the server has not told the sender yet. */
export const pingAnswerSchema = z.object({
  type: z.literal('pong'),
  id: questionId,
  identity: z.string().max(1000).optional(),
});
export type PingAnswer = z.infer<typeof pingAnswerSchema>;

export const pingParticipantSchema = z.object({ identity: z.string(), name: z.string() });
export type PingParticipant = z.infer<typeof pingParticipantSchema>;

export const pingAnsweredSchema = pingParticipantSchema.extend({
  /** From sending the question to the arrival of its answer, by a monotonic clock. */
  roundTripMs: z.number().nonnegative(),
});
export type PingAnswered = z.infer<typeof pingAnsweredSchema>;

/** Parent → the child that asks. */
export const pingOrderSchema = z.object({
  type: z.literal('ask'),
  url: z.string(),
  token: z.string(),
  /** How long answers are waited for after the first question. */
  waitMs: z.number().int().positive(),
});
export type PingOrder = z.infer<typeof pingOrderSchema>;

/** The child that asks → parent. After `done` or `failed` it ends by itself. */
export const pingReportSchema = z.discriminatedUnion('type', [
  /** Waits for its order. */
  z.object({ type: z.literal('ready') }),
  /** In the room; the question goes out now. */
  z.object({ type: z.literal('asking'), participants: z.array(pingParticipantSchema) }),
  z.object({
    type: z.literal('done'),
    answers: z.array(pingAnsweredSchema),
    silent: z.array(pingParticipantSchema),
  }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type PingReport = z.infer<typeof pingReportSchema>;

/** What became of one ping. Times are unix milliseconds. */
export const pingResultSchema = z.object({
  pingId: z.string(),
  sessionId: z.string(),
  askedAt: z.number(),
  waitMs: z.number(),
  /** The quickest first. */
  answers: z.array(pingAnsweredSchema),
  /** In the room, but without an answer: not every participant knows the question. */
  silent: z.array(pingParticipantSchema),
  /** Expected devices that are not in the room. */
  absent: z.array(z.object({ name: z.string(), group: z.string() })),
  /** Whether the recording of the session says that it was asked. */
  isMarked: z.boolean(),
});
export type PingResult = z.infer<typeof pingResultSchema>;

/** What the `note` records of a ping tell to machines (docs/data-format.md). */
export const pingMarkSchema = z.object({
  id: z.string(),
  event: z.enum(['asked', 'answered', 'failed']),
  /** Of the participant that asked. */
  identity: z.string(),
  /** On `answered`. roundTrip: nanoseconds. */
  answers: z.array(z.object({ identity: z.string(), roundTrip: decimal })).optional(),
  silent: z.array(z.string()).optional(),
});
export type PingMark = z.infer<typeof pingMarkSchema>;
