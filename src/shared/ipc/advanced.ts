/** Settings that few need to change; also to be set by name (`syncflow-recorder run --help`). */
import { z } from 'zod';
import { problemStrings as problems } from '../strings/form-problems.ts';
import { captureChoiceSchema } from '../capture-protocol.ts';

export const sessionModes = ['every', 'name', 'announced'] as const;
export const clockModes = ['auto', 'off', 'servers'] as const;

const whole = problems.wholeNumber;

export const advancedFormSchema = z
  .object({
    /** Which sessions are recorded (RECORDER_SESSIONS). */
    sessions: z.object({ mode: z.enum(sessionModes), pattern: z.string().trim().max(1000) }),
    /** Which time servers the clock is compared with (RECORDER_NTP). */
    clock: z.object({ mode: z.enum(clockModes), servers: z.string().trim().max(1000) }),
    /** Which implementation joins rooms (RECORDER_CAPTURE). */
    capture: captureChoiceSchema,
    /** Whether recordings are finished by themselves, and how often stale ones are looked for. */
    finalise: z.object({
      auto: z.boolean(),
      minutes: z
        .number(whole)
        .int(whole)
        .min(1, problems.atLeast(1))
        .max(1440, problems.atMostADay),
    }),
    /** PEM file of certificate authorities of one's own (RECORDER_CA); '' for none. */
    caFile: z.string().trim().max(4096),
    /** When a file of messages is closed and goes up (RECORDER_SEGMENT_MIB, _MINUTES). */
    segments: z.object({
      mib: z.number(whole).int(whole).min(1, problems.atLeast(1)).max(4096, problems.atMost(4096)),
      minutes: z
        .number(whole)
        .int(whole)
        .min(1, problems.atLeast(1))
        .max(1440, problems.atMostADay),
    }),
    /** Free space that a new recording needs (RECORDER_DISK_RESERVE_MB). */
    diskReserveMb: z
      .number(whole)
      .int(whole)
      .min(10, problems.atLeast(10))
      .max(10_000_000, problems.tooMuch),
  })
  .superRefine(({ sessions, clock }, context) => {
    const need = (is: boolean, path: string[], message: string): void => {
      if (!is) context.addIssue({ code: 'custom', path, message });
    };
    const { mode, pattern } = sessions;
    need(mode !== 'name' || pattern !== '', ['sessions', 'pattern'], problems.noPattern);
    const named = clock.mode !== 'servers' || clock.servers !== '';
    need(named, ['clock', 'servers'], problems.noServer);
  });
export type AdvancedForm = z.infer<typeof advancedFormSchema>;

/** As a recorder that was told nothing of it does. */
export const defaultAdvanced: AdvancedForm = {
  sessions: { mode: 'every', pattern: '' },
  clock: { mode: 'auto', servers: '' },
  capture: 'auto',
  finalise: { auto: true, minutes: 10 },
  caFile: '',
  segments: { mib: 64, minutes: 10 },
  diskReserveMb: 500,
};
