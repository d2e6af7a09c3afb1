/** Sessions and devices of SyncFlow, run from the window. Times are unix milliseconds. */
import { z } from 'zod';

/** SyncFlow's own limit for names; a longer one is answered with 500, the room being made all the same. */
export const MAX_NAME = 50;

const name = (what: string): z.ZodString =>
  z.string().trim().min(1, `${what} is missing`).max(MAX_NAME, `At most ${MAX_NAME} characters`);

const projectId = z.string().min(1).max(200);

export const newSessionSchema = z.object({
  projectId,
  name: name('The name'),
  /** SyncFlow puts them between bars into the room's metadata, where it does not find its session again. */
  comments: z
    .string()
    .trim()
    .max(1000, 'At most 1,000 characters')
    .regex(/^[^|]*$/, 'SyncFlow cannot keep the character | in comments'),
  /** Those that are told of it; without any nobody is. */
  deviceGroups: z.array(z.string().min(1).max(MAX_NAME)).max(1000),
  /** Seconds after which an empty room closes; null: SyncFlow's own. */
  emptyTimeout: z
    .number('A whole number of seconds')
    .int('A whole number of seconds')
    .min(1, 'At least 1 second')
    .max(86_400, 'At most a day')
    .nullable(),
  /** In the room at once, the hidden recorder and the server’s own listener included. */
  maxParticipants: z
    .number('A whole number')
    .int('A whole number')
    .min(3, 'At least 3: two are hidden')
    .max(10_000, 'At most 10,000')
    .nullable(),
});
export type NewSessionForm = z.infer<typeof newSessionSchema>;

export const newDeviceSchema = z.object({
  projectId,
  name: name('The name'),
  group: name('The group'),
  comments: z.string().trim().max(1000, 'At most 1,000 characters'),
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
