/** The check before a class, and its round trip, as the window sees them. Times are unix milliseconds. */
import { z } from 'zod';
import { errorViewSchema } from './views.ts';

export const checkedParts = ['disk', 'syncflow', 'broker', 'livekit', 'storage'] as const;
export type CheckedPart = (typeof checkedParts)[number];

/** What a round trip does, in this order. */
export const roundTripParts = [
  'session',
  'recording',
  'message',
  'end',
  'receipt',
  'upload',
  'clean-up',
] as const;
export type RoundTripPart = (typeof roundTripParts)[number];

/** skipped: the run ended before it. */
export const stepStateSchema = z.enum(['waiting', 'running', 'ok', 'failed', 'skipped']);
export type StepState = z.infer<typeof stepStateSchema>;

/** One step of a part, tried by itself. Without an error it works. */
export const partTestSchema = z.object({
  step: z.string(),
  detail: z.string(),
  error: errorViewSchema.nullable(),
});
export type PartTest = z.infer<typeof partTestSchema>;

const projectSchema = z.object({ id: z.string(), name: z.string() });

function stepSchema<Part extends z.ZodType>(part: Part) {
  return z.object({
    id: z.string(),
    part,
    /** Null: it concerns all projects. */
    project: projectSchema.nullable(),
    state: stepStateSchema,
    /** What was found, in words; null until it is over, and when it failed. */
    detail: z.string().nullable(),
    error: errorViewSchema.nullable(),
    /** Null until it is over. */
    tookMs: z.number().nullable(),
  });
}

const runState = z.enum(['running', 'done', 'cancelled']);

export const checkViewSchema = z.object({
  state: runState,
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  steps: z.array(stepSchema(z.enum(checkedParts))),
});
export type CheckView = z.infer<typeof checkViewSchema>;
export type CheckStep = CheckView['steps'][number];

export const roundTripViewSchema = z.object({
  state: runState,
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  project: projectSchema,
  steps: z.array(stepSchema(z.enum(roundTripParts))),
  /** What it has left behind and where, in sentences; empty until it is over. */
  left: z.array(z.string()),
});
export type RoundTripView = z.infer<typeof roundTripViewSchema>;

/** The last of each since the app was started; null: there was none. At most one runs. */
export const preflightViewSchema = z.object({
  check: checkViewSchema.nullable(),
  roundTrip: roundTripViewSchema.nullable(),
});
export type PreflightView = z.infer<typeof preflightViewSchema>;
