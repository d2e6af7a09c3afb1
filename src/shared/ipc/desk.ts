/** Sessions and devices of SyncFlow, run from the window. Times are unix milliseconds. */
import { z } from 'zod';
import { problemStrings as problems } from '../strings/form-problems.ts';

/** SyncFlow's own limit for names; a longer one is answered with 500, the room being made all the same. */
export const MAX_NAME = 50;

const name = (what: string): z.ZodString =>
  z
    .string()
    .trim()
    .min(1, problems.missing(what))
    .max(MAX_NAME, problems.atMostCharacters(MAX_NAME));

const projectId = z.string().min(1).max(200);

export const newSessionSchema = z.object({
  projectId,
  name: name(problems.fields.name),
  /** SyncFlow puts them between bars into the room's metadata, where it does not find its session again. */
  comments: z
    .string()
    .trim()
    .max(1000, problems.atMostCharacters(1000))
    .regex(/^[^|]*$/, problems.barInComments),
  /** Those that are told of it; without any nobody is. */
  deviceGroups: z.array(z.string().min(1).max(MAX_NAME)).max(1000),
  /** Seconds after which an empty room closes; null: SyncFlow's own. */
  emptyTimeout: z
    .number(problems.wholeNumberOfSeconds)
    .int(problems.wholeNumberOfSeconds)
    .min(1, problems.atLeastOneSecond)
    .max(86_400, problems.atMostADay)
    .nullable(),
  /** In the room at once, the hidden recorder and the server’s own listener included. */
  maxParticipants: z
    .number(problems.wholeNumber)
    .int(problems.wholeNumber)
    .min(3, problems.participants)
    .max(10_000, problems.atMost(10_000))
    .nullable(),
});
export type NewSessionForm = z.infer<typeof newSessionSchema>;

export const newDeviceSchema = z.object({
  projectId,
  name: name(problems.fields.name),
  group: name(problems.fields.group),
  comments: z.string().trim().max(1000, problems.atMostCharacters(1000)),
});
export type NewDeviceForm = z.infer<typeof newDeviceSchema>;

export const registeredDeviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  comments: z.string(),
  registeredAt: z.number().nullable(),
  /** This recorder itself. */
  isOwn: z.boolean(),
});
export type RegisteredDevice = z.infer<typeof registeredDeviceSchema>;

export const presentSchema = z.object({
  identity: z.string(),
  name: z.string(),
  /** Null: nothing records the session, so nobody counts. */
  messages: z.number().nullable(),
  lastMessageAt: z.number().nullable(),
});
export type PresentView = z.infer<typeof presentSchema>;

export const presenceViewSchema = z.object({
  groups: z.array(z.string()),
  /** False: made from here, but SyncFlow told none of its groups of it. */
  isAnnounced: z.boolean(),
  /** The missing first; cut off, `expectedCount` and `missingCount` count all. */
  expected: z.array(
    z.object({
      name: z.string(),
      group: z.string(),
      /** Null: missing. */
      present: presentSchema.pick({ messages: true, lastMessageAt: true }).nullable(),
    }),
  ),
  expectedCount: z.number(),
  missingCount: z.number(),
  /** In the room, but not expected. Cut off, `othersCount` counts all. */
  others: z.array(presentSchema),
  othersCount: z.number(),
});
export type PresenceView = z.infer<typeof presenceViewSchema>;
