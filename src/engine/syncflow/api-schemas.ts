/** What the SyncFlow server answers (syncflow-contract.md, fixtures). Unknown members are ignored. */
import { z } from 'zod';

export const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  livekitServerUrl: z.string(),
  bucketName: z.string(),
  endpoint: z.string(),
});
export type SyncflowProject = z.infer<typeof projectSchema>;

/** `startedAt` is unix seconds. */
export const sessionSchema = z.object({
  id: z.string(),
  name: z.string(),
  startedAt: z.number(),
  comments: z.string(),
  livekitRoomName: z.string(),
  projectId: z.string(),
  status: z.enum(['Started', 'Stopped']),
  numParticipants: z.number(),
  duration: z.number(),
});
export type SyncflowSession = z.infer<typeof sessionSchema>;
export const sessionsSchema = z.array(sessionSchema);

export const sessionTokenSchema = z.object({
  token: z.string().min(1),
  identity: z.string(),
  livekitServerUrl: z.string(),
});
export type SessionToken = z.infer<typeof sessionTokenSchema>;

export const deviceSchema = z.object({
  id: z.string(),
  name: z.string(),
  group: z.string(),
  sessionNotificationExchangeName: z.string(),
  sessionNotificationBindingKey: z.string(),
});
export type Device = z.infer<typeof deviceSchema>;
export const devicesSchema = z.array(deviceSchema);

/** JSON errors; other errors are plain text. */
export const apiErrorSchema = z.object({ status: z.number(), message: z.string() });
